"""Throw-away servers for the tests: started on demand, keeping nothing, gone with the process that asked for them."""
