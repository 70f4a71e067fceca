"""Writing accounts: the only code that changes organisations, people, roles, sessions, links, tokens and settings.

`organisations`, `people` (invitations, roles), `links` (what a mailed link does), `passwords`, `sessions` (entering and
leaving), `tokens`, `settings` (values and register of processings), `second_factor`, `cleaning` (what is too old).
"""
