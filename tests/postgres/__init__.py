"""Tests of the journal in PostgreSQL, on a real server that they start and stop."""
