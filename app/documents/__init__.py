"""Documents: numbered without gaps, sealed, superseded but never edited, and verifiable by anyone."""
