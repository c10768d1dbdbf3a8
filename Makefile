# Every target does all of its own set-up. It needs Python 3.11 or later, make and the package index.
#
#   make tour     watch a proposal go through the Keras process
#   make test     run every test, the examples in docstrings included
#   make fuzz     change charters and scenarios for a minute, and see that each is met as a user is
#   make torture  break the journal for an hour or so: every fault at length, branches, mutants
#   make lint     ruff, mypy and basedpyright, all strict
#   make format   let ruff rewrite what it can
#   make pages    write the pages of the reference that are made from the code, and real output into the rest
#   make docs     make a web site of the pages, in docs/_build
#   make bench    measure, side by side in one run
#   make clean    remove whatever these targets made
#
#   make test PYTHON=python3.12 VENV=.venv-3.12      with a Python of your choice, beside the usual one

VENV ?= .venv
PY = $(VENV)/bin/python
PIP = $(PY) -m pip --disable-pip-version-check -qq

# The newest Python that the tests are run with, else whatever `python3` is, if it is recent and whole
# (some distributions ship a Python that can't make a virtual environment).
FIT = import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3 python; do \
	$$python -c '$(FIT)' >/dev/null 2>&1 && { echo $$python; break; }; done)

# The code that opens and repairs a journal: every branch of it is taken by some test.
RECOVERY = */journal/recover.py,*/journal/index.py,*/journal/keys.py,*/journal/saved.py,*/journal/anchor.py,*/journal/handle.py,*/journal/file.py,*/journal/files.py,*/journal/segments.py

.PHONY: help tour test fuzz torture lint format pages docs bench clean always
.DELETE_ON_ERROR:

help:
	@sed -n 's/^#   //p' Makefile

tour: $(VENV)/installed
	@$(VENV)/bin/bylaw tour

test: $(VENV)/installed-test
	$(PY) -m pytest --doctest-modules --pyargs tests/ bylaw

# Longer, from where the last run stopped: make fuzz FUZZ="-max_total_time=3600"
FUZZ ?= -max_total_time=60
fuzz: $(VENV)/installed-test $(VENV)/installed-fuzz
	$(PY) -m tests.fuzz.guided $(VENV)/fuzz -rss_limit_mb=1500 -artifact_prefix=$(VENV)/ $(FUZZ)

# Fewer mutants in less time: make torture MUTANTS=50
torture: $(VENV)/installed-test
	BYLAW_TORTURE=1 $(PY) -m coverage run --branch --data-file=$(VENV)/coverage \
		--include='*/engine/journal/*' -m pytest -v tests/journal
	$(PY) -m coverage report --data-file=$(VENV)/coverage --show-missing --fail-under=100 --include='$(RECOVERY)'
	$(PY) tests/journal/mutate.py $(MUTANTS)

lint: $(VENV)/installed-test $(VENV)/installed-lint
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy -p bylaw -p tests
	$(PY) -m basedpyright --pythonpath $(PY)

format: $(VENV)/installed-lint
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

pages: $(VENV)/installed-test
	$(PY) docs/generate.py
	BYLAW_DOCS=write $(PY) -m pytest -q tests/test_docs.py

docs: $(VENV)/installed $(VENV)/installed-docs
	$(PY) -m sphinx -q -W -b html docs docs/_build

bench: $(VENV)/installed
	$(PY) benchmarks/moves.py

clean:
	rm -rf $(VENV) build dist bylaw.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# pip learnt of dependency groups in 25.1.
$(PY):
	@test -n "$(PYTHON)" && $(PYTHON) -c '$(FIT)' || \
		{ echo "bylaw needs Python 3.11 or later with venv and pip: make PYTHON=/where/it/is" >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(PIP) install --upgrade 'pip>=25.1'

# What is installed is a tree of links to these files, so an edit needs nothing, and a new file (or a checkout
# that has been moved, or a `build` folder that has been removed) a new installation.
$(VENV)/tree: always | $(PY)
	@{ pwd; find __init__.py cli.py py.typed commands engine integrations policies charters -type f ! -name '*.pyc' | sort; } > $@.now
	@if cmp -s $@.now $@ && ls build/__editable__.bylaw-*/bylaw/__init__.py >/dev/null 2>&1; \
		then rm $@.now; else mv $@.now $@; fi

$(VENV)/installed: pyproject.toml $(VENV)/tree
	$(PIP) install --editable .
	@touch $@

$(VENV)/installed-%: $(VENV)/installed
	$(PIP) install --group $*
	@touch $@
