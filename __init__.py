"""Run the rules by which people decide."""
