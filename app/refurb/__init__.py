"""Refurbishment: evidence, audits, media, wipes, validation, tests, repairs, scrap and waste lots."""
