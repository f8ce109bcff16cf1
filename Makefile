# Each target installs what it needs into .venv. Requires Python 3.11 or newer.

PYTHON ?= python3
VENV := .venv
# One more than there are processors: half of the time of a test is waiting, for sockets and processes.
TEST_PROCESSES := $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
BIN := $(VENV)/bin
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: help demo test test-postgres mutate lint format audit bench clean

help:  ## Show this list.
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

demo: $(VENV)/ready  ## Try the bot in the browser: no token, no network.
	$(BIN)/svodka demo $(ARGS)

test: $(VENV)/ready-dev  ## Run the tests.
	@# A test that waits for processes and sockets may fail only beside others on a busy machine.
	@$(BIN)/python -m pytest --numprocesses=$(TEST_PROCESSES) --dist=loadfile --no-loadscope-reorder $(ARGS) \
		|| { test $$? = 1 && echo "== the tests that failed, once more and one at a time" \
		&& $(BIN)/python -m pytest --last-failed --last-failed-no-failures=none $(ARGS); }

test-postgres: $(VENV)/ready-dev  ## Run every test that has a database on PostgreSQL, on a server of its own.
	@$(MAKE) --no-print-directory test ARGS="--engine=postgresql $(ARGS)"

mutate: $(VENV)/ready-dev  ## Break what docs/delivery.md and SECURITY.md promise; the tests must notice (20 minutes).
	$(BIN)/python -m tests.project.mutations $(ARGS)

lint: $(VENV)/ready-dev  ## Check style, types and import rules.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/ready-dev  ## Format the code.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

audit: $(VENV)-audit/ready  ## Check every pinned version for known vulnerabilities (needs the network).
	$(VENV)-audit/bin/pip-audit --requirement constraints.txt --no-deps --disable-pip

bench: $(VENV)/ready-dev  ## Run the benchmarks.
	@for script in bench/*.py bench/checks/[fs]*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

clean:  ## Remove everything that these targets created.
	rm -rf $(VENV) $(VENV)-audit .venv-clients build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Svodka needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/ready: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "Setting up $(VENV): a minute or so, once"
	@$(INSTALL) --editable '.[charts]'
	@touch $@

$(VENV)-audit/ready: $(VENV)/bin/python
	$(BIN)/python -m venv $(VENV)-audit
	$(VENV)-audit/bin/pip install --quiet --disable-pip-version-check pip-audit
	@touch $@

$(VENV)/ready-dev: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "Setting up $(VENV): a minute or so, once"
	@$(INSTALL) --editable '.[dev]'
	@touch $@ $(VENV)/ready
