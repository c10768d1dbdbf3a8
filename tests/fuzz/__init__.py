"""Bad input: whatever stands in a file, it is read, or refused with a code and a place."""
