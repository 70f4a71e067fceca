"""Reading the counter: `referrals`, `offers` (what can be sold, to whom), `sales`, `receipts`. Scoped by the actor."""
