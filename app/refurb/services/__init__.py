"""Acts of the workshop, one function per verb: evidence, media, validation, destruction, bench, waste, certificates."""
