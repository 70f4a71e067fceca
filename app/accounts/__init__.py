"""Accounts: organisations and what they can do, people, roles, sessions, links, API tokens, settings, GDPR register.

A person holds roles, each for one organisation (or for the installation); a session acts for one of them at a time.
"""
