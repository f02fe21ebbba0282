# Two commands: `make site` builds this repository's own site, `make test` passes judgement on the code.

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
JOBS ?= 2

# The tests start the command a thousand times: it is compiled once, whatever this machine has set.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: site check test lint unit docs bench mutants clean

site: $(VENV)/.installed
	@$(BIN)/headframe build
	@echo "The site is in public/. To look at it and edit it: $(BIN)/headframe serve --open"

# What a careful copy editor would catch in this repository's own briefings
check: $(VENV)/.installed
	@$(BIN)/headframe check

test: lint check unit

lint: $(VENV)/.tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: $(VENV)/.tested
	$(BIN)/pytest -q -n $(JOBS)

# Faults planted in the engine, each of which a test has to catch; one by name: make mutants MUTANT="the obsolete stays"
mutants: $(VENV)/.tested
	$(BIN)/python tests/mutants/run.py $(if $(MUTANT),"$(MUTANT)")

docs: $(VENV)/.installed
	$(BIN)/python docs/reference.py

# Headframe beside Hugo and Pelican; for example: make bench BENCH="--briefings 10000 --runs 3"
BENCH ?= --briefings 1000 --runs 3

bench:
	$(PYTHON) benchmarks/compare.py $(BENCH)

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[charts,search]'
	@touch $@

$(VENV)/.tested: $(VENV)/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

clean:
	rm -rf $(VENV) .headframe build dist *.egg-info
