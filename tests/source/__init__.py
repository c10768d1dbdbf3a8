"""Tests of how charter files are read."""
