"""Real decision processes as plain files, with their scenarios."""
