"""Reading charter files: their text, the places in it, and every mistake at once."""
