"""Tests of what a proposal gathers: roles, vetoes, claims, corrections."""
