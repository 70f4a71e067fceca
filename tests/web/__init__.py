"""Tests of the web layer: French forms, pages, access."""
