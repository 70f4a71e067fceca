"""Relays: referrals, eligibility decisions that keep no paper, anonymous passes, and sales under the price cap."""
