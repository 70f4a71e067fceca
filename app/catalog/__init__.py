"""Rules as dated, sourced data: caps, income scales, grading, media matrix, waste codes, factors, settings to set.

`seed/` holds the tables of the product, one CSV file each; `rules/` reads them and answers, without a database;
`services` loads them and adds rows; `queries.get_catalog` gives the rows of a deployment. A row is never edited: a
later row of the same key takes over from its first day, so an old decision is explained with the row of its time.
"""
