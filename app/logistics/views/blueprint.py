"""The blueprint that the pages of this slice hang on."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("logistics", __name__, template_folder="../templates")
