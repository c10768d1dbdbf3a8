"""Who is in a body, when, and who may come in."""
