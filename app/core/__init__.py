"""What every slice stands on: errors, database, identity of actors, money, identifiers. No Flask here."""
