"""The verbs of donations: offer, question, qualification, and what the other slices tell of their progress."""
