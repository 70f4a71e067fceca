"""One frozen dataclass per document: what it says, which fields block issuing, when it would be untrue."""
