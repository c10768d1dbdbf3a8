"""Tests of keys, checkpoints, proofs and verification."""
