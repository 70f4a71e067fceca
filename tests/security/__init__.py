"""Attacks: each test tries to do what somebody must not be able to do."""
