"""What `bylaw check` finds in charters that load."""
