"""Which act gives which document: the data comes from slice queries, `documents` numbers it, then seals it."""

from __future__ import annotations

from app.core.actor import system_actor

_SEALER = system_actor("documents")
