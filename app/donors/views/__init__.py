"""Pages of donations: offering, the list, qualification, questions, and the decisions that end one."""

from __future__ import annotations

from app.donors.views import decisions, lists, offers, qualification, questions
from app.donors.views.blueprint import bp

__all__ = ["BLUEPRINTS", "decisions", "lists", "offers", "qualification", "questions"]
BLUEPRINTS = (bp,)
