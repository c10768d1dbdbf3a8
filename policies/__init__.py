"""Who may: one family of rules a file."""
