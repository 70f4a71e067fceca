"""Issuing, sealing and verifying documents."""
