"""Reading the workshop: media and their proof, the inbox, the bench, what waits for a decision, lots, certificates."""
