"""Tests of the journal: every store, every byte, every system call."""
