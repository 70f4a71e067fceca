"""Writing at the counter: `referrals`, `eligibility` (decisions and passes), `sales`."""
