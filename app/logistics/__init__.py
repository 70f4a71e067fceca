"""Moving equipment: what a workshop expects, pickups and their counts, receptions, labels, shipments to relays.

What is expected is this slice's own copy of an accepted donation, written when the donation is qualified. Nothing here
reads the tables of another slice; devices are registered and moved through custody.
"""
