"""What imports cannot say about the house, read from its source."""
