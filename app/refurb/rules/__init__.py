"""Rules of the workshop: what matches, what proves, what is ready, what is waste. Facts in, reasons out."""
