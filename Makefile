# site: the whole site in site/ · serve: live preview · check: records and guides · test: everything that proves it
# audit: every page of both sites, not samples · fuzz: many more random inputs
# Needs Python 3.11.5 or newer, make and git; all else is installed from the locks: into .venv, and what only make audit
# needs (with Node.js and Java) into tests/tools.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TOOLS := tests/tools/node_modules
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check install
export NO_MKDOCS_2_WARNING := 1

.PHONY: site serve check test audit fuzz bench search-gate schema lock clean

site: $(VENV)/ready
	@$(BIN)/kalaka build

serve: $(VENV)/ready
	@$(BIN)/kalaka serve

check: $(VENV)/ready
	@$(BIN)/kalaka check

schema: $(VENV)/ready
	@$(BIN)/kalaka schema

test: $(VENV)/test-ready
	$(BIN)/ruff check src hooks tests bench
	$(BIN)/ruff format --check src hooks tests bench
	$(BIN)/mypy src hooks bench
	$(BIN)/python -m pytest

audit: $(VENV)/test-ready $(TOOLS)/ready
	$(BIN)/python -m pytest -m audit

fuzz: $(VENV)/test-ready
	$(BIN)/python -m pytest -m fuzz

# Measure the search of a built site with labelled queries: make search-gate SITE=site QUERIES=tests/content/queries
# (on other texts: tests/search/second_corpus.py and QUERIES=tests/search/second)
SITE ?= site
QUERIES ?= tests/content/queries
search-gate: $(VENV)/test-ready
	@$(BIN)/python -m tests.search.gate $(SITE) $(QUERIES)

# Measure builds beside other generators: make bench SIZES="500 2000" PEERS="hugo stock zensical" RUNS=3
SIZES ?= 500 2000
PEERS ?= hugo stock zensical
RUNS ?= 3
bench: $(VENV)/test-ready
	@$(BIN)/python -m bench --sizes $(SIZES) --peers $(PEERS) --runs $(RUNS) $(if $(BASE),--base $(BASE)) $(if $(PARTS),--parts $(PARTS))

$(VENV)/ready: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11.5 or newer is needed: make PYTHON=python3.12" if sys.version_info < (3, 11, 5) else 0)'
	@echo "Installing into $(VENV) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) --require-hashes -r requirements.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/test-ready: requirements-test.txt $(VENV)/ready tests/chromium.py tests/office.py
	@echo "Installing what the tests need …"
	@$(PIP) --require-hashes -r requirements-test.txt
	@$(BIN)/python tests/chromium.py
	@$(BIN)/python tests/office.py
	@touch $@

$(TOOLS)/ready: tests/tools/package.json tests/tools/package-lock.json tests/validators.py $(VENV)/ready
	@$(BIN)/python tests/validators.py
	@touch $@

# All locks, from pyproject.toml and tests/tools/package.json; run it after a change there.
lock:
	uv pip compile -q --universal --python-version 3.11.5 --generate-hashes --no-header --no-annotate \
		--group build pyproject.toml -o requirements.txt
	uv pip compile -q --universal --python-version 3.11.5 --generate-hashes --no-header --no-annotate \
		--group test --constraint requirements.txt -o requirements-test.txt
	cd tests/tools && npm install --package-lock-only --omit-lockfile-registry-resolved --ignore-scripts --no-audit --no-fund

clean:
	rm -rf site .kalaka
