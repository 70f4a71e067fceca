"""One frozen dataclass per document: what it says, which fields block its issue, and when it would say something untrue."""
