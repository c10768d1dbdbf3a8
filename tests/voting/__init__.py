"""Tests of votes: who has one, what it counts for, and what all of them come to."""
