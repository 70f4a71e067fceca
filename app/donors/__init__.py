"""Donations: the offer, its lines and questions, the qualification, until the last device is accounted for.

States and moves are those of `donation_states.csv`; logistics and the other slices tell this one what happened through
messages, never by writing its tables.
"""
