"""Demonstration data: invented organisations of Centre-Val de Loire, built through the services like any real work."""
