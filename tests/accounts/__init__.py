"""Tests of accounts: rules first, then services on both engines, then pages."""
