# `make clean` is the batch step: it cleans documents. `make distclean` removes what was built.

IN ?= fixtures
OUT ?= out
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
# The oldest Python that will do; the first that is there is taken.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PIP = $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt

# A fixture's folder also holds what should come out of it.
MATCH := $(if $(filter fixtures,$(patsubst ./%,%,$(patsubst %/,%,$(IN)))),--match 'raw.*')

.DEFAULT_GOAL := help
# What `make bench` measures besides the documents that come with the project.
DATA ?=

# The revision whose rules `make diff` compares those of the checkout with.
SINCE ?= HEAD

.PHONY: help clean test golden check lint diff bench bench-gate speed-gate train distclean

help:
	@echo 'make clean [IN=folder or corpus OUT=folder ARGS=options]   clean documents (default: fixtures into out)'
	@echo 'make test        run all tests'
	@echo 'make check       linter, types, rules and all tests'
	@echo 'make golden      rewrite the expected output of the fixtures'
	@echo 'make diff [SINCE=revision IN=folder]   what the changed rules change in documents'
	@echo 'make bench [DATA=folder]   measure quality and speed beside the peers'
	@echo 'make bench-gate [DATA=folder]   fail when a figure is below its floor'
	@echo 'make speed-gate   fail when speed is far below its floor: for a machine that does nothing else'
	@echo 'make train DATA=folder   fit the classifier again'
	@echo 'make distclean   remove what was built'

clean: $(VENV)/installed
	@$(BIN)/python -m cleaner clean '$(IN)' --out '$(OUT)' $(MATCH) $(ARGS)

test: $(VENV)/installed-dev
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal

lint: $(VENV)/installed-dev
	$(BIN)/python -m ruff check
	$(BIN)/python -m ruff format --check
	$(BIN)/python -m mypy
	$(BIN)/python -m cleaner rules check

check: lint test

diff: $(VENV)/installed
	@before=$$(mktemp -d) && trap 'rm -rf "$$before"' EXIT && \
	git archive '$(SINCE)' rules | tar -x -C "$$before" && \
	$(BIN)/python -m cleaner diff "$$before/rules" rules '$(IN)' $(MATCH) $(ARGS)

golden: $(VENV)/installed-dev
	@if [ -n "$$CI" ]; then echo 'make golden: not with CI set: expected output is changed by people'; exit 1; fi
	$(BIN)/python -m tests.golden

bench: $(VENV)/installed-bench
	$(BIN)/python -m benchmarks.quality $(DATA)
	$(BIN)/python -m benchmarks.speed

speed-gate: $(VENV)/installed-bench
	$(BIN)/python -m benchmarks.speed --gate benchmarks/speed.json

bench-gate: $(VENV)/installed-bench
	$(BIN)/python -m benchmarks.quality $(DATA) --gate benchmarks/floors.json

train: $(VENV)/installed-train
	$(BIN)/python -m benchmarks.train $(DATA) --labelled benchmarks/labelled/dev

distclean:
	rm -rf $(VENV) out dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then echo 'Python 3.11 or newer is needed, and none was found'; exit 1; fi
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/installed: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) --editable .
	@touch $@

$(VENV)/installed-dev: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) --editable '.[dev]'
	@touch $(VENV)/installed $@

$(VENV)/installed-bench: pyproject.toml constraints.txt | $(VENV)/installed-dev
	$(PIP) --upgrade 'pip>=24'  # older ones stumble over the extras of readability-lxml
	$(PIP) --editable '.[dev,bench]'
	@touch $@

$(VENV)/installed-train: pyproject.toml constraints.txt | $(VENV)/installed-dev
	$(PIP) --editable '.[dev,bench,train]'
	@touch $@
