"""Rules of the counter: who may buy (`eligibility`), at which price a machine may leave (`sales`). All pure."""
