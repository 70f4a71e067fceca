"""Demonstration data, built through the services of every slice: nothing here writes a table.

`network` lists invented organisations and people, `plan` draws what happens to each donation from a seed, `world` keeps
the simulated clock, and the stories (`offers`, `bench`, `roads`, `counter`, `waste`) do it, act after act.
"""
