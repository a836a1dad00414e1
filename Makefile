# `make run` serves Fitboard, `make test` runs every test; without an argument, what else there is.

PYTHON ?= python3
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help setup run test prove bench

help:
	@echo "make setup   a virtual environment in .venv with what the app needs"
	@echo "make run     serve Fitboard on http://localhost:$(PORT)"
	@echo "make test    every test, with what the tests need, a browser too"
	@echo "make prove   the long statistics and drills (can be resumed)"
	@echo "make bench   the budgets, measured"

setup: $(VENV)/.app

run: $(VENV)/.app
	@echo "Fitboard is on http://localhost:$(PORT)  (Ctrl+C stops it)"
	@exec $(BIN)/streamlit run dashboard/app.py --server.port $(PORT)

test: $(VENV)/.tests
	@$(BIN)/python -m tests.browser
	@$(BIN)/python -m pytest -n 3

prove: $(VENV)/.tests
	@$(BIN)/python -m tests.proofs

bench: $(VENV)/.tests
	@$(BIN)/python -m tests.browser
	@$(BIN)/python -m tests.benchmarks

# The stamps make a second start quick: nothing is asked while the requirements stay as they are.
$(VENV)/.app: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Fitboard needs Python 3.11 or newer: make PYTHON=python3.11 run")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what Fitboard needs into $(VENV); the first time takes some minutes."
	@$(PIP) "$$(grep '^torch==' requirements.txt)"
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.tests: $(VENV)/.app tests/requirements.txt
	@$(PIP) -r tests/requirements.txt
	@touch $@
