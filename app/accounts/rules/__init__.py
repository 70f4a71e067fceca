"""Rules of accounts: roles and powers, passwords, slowing down guesses, limits of sessions and tokens."""
