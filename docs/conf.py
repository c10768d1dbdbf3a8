"""How Sphinx makes the pages: ``make docs`` writes them to ``docs/_build``."""

project = "bylaw"
author = "The bylaw developers"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
root_doc = "index"
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "bylaw"
myst_heading_anchors = 3
# Pages are reached by links, some of them to files of the checkout; a test follows every one.
suppress_warnings = ["toc.not_included", "myst.xref_missing"]
