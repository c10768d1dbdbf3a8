"""What bylaw promises, a file for each module; `tests.tree` names the files of the checkout."""
