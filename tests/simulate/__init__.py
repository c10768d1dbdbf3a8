"""Tests of simulations: seeded, and legal from the first move to the last."""
