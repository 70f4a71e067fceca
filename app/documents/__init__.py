"""Documents: numbered without gaps, sealed, superseded but never edited, listed for their donor, verifiable by anyone."""
