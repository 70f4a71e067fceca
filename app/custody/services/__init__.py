"""Writing custody: the only code that changes devices, aliases, batches, chains and checkpoints.

`events` appends to chains; `devices` registers, moves and states facts; `identity` handles aliases and merges;
`batches` handles untagged pieces; `checkpoints` seals the state of all chains.
"""
