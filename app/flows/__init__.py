"""The only wiring between slices: topic -> handler. Handlers read slices' queries and call slices' verbs, nothing more.

`donations` keeps donors and logistics in step; `workshop` parses evidence; `papers` builds the data of documents from
slice queries and asks `documents` to issue and seal them; `upkeep` lists what runs periodically.
"""
