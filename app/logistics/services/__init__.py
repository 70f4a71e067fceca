"""The verbs of logistics: what is expected, pickups, receptions, shipments and their arrival."""
