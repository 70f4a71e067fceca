"""Reads of logistics, always scoped by the actor unless their name says that the caller has scoped."""
