"""Which act gives which document: the data comes from slice queries, `documents` numbers it, then seals it."""
