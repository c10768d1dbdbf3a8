"""Tests of audits: of journals that were tampered with, and of logs that others kept."""
