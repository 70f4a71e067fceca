# Collecte. From a fresh clone: `make run`, `make test`. Nothing else is needed but Python 3.11 or newer, and make.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
DATA_DIR ?= ./var
WORKERS ?= 2
# Interpreters come from the system, never from a download.
export UV_PYTHON_DOWNLOADS = never

BIN := .venv/bin
RUNTIME := .venv/.runtime
DEV := .venv/.dev

.PHONY: help install run test test-faults check format bench bench-large bench-logistics lock clean
.DELETE_ON_ERROR:

help: ## list what can be made
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 24

install: $(RUNTIME) ## virtual environment in .venv with what the application needs

run: $(RUNTIME) ## serve on http://localhost:PORT with demonstration data (HOST, PORT, DATA_DIR)
	@COLLECTE_DATA_DIR="$(DATA_DIR)" COLLECTE_DEMO=yes COLLECTE_SECOND_FACTOR="$${COLLECTE_SECOND_FACTOR:-off}" \
		$(BIN)/collecte serve --host "$(HOST)" --port "$(PORT)"

test: $(DEV) ## the whole suite, on SQLite and on PostgreSQL
	@.ci/system
	@echo "test: the whole suite on $(WORKERS) processes"
	@$(BIN)/pytest -q -n $(WORKERS) --dist worksteal -m "not faults"

test-faults: $(DEV) ## break disks, clocks and processes on purpose (root, slow)
	@.ci/system
	@echo "test-faults: faults on purpose, one at a time"
	@$(BIN)/pytest -q -m faults

check: $(DEV) ## lint, format, types, dependency contracts, lock files
	@echo "check: ruff reads the style"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@echo "check: mypy reads the types"
	@$(BIN)/mypy --strict app certificates
	@echo "check: import-linter reads the dependency rule"
	@$(BIN)/lint-imports --no-logo
	@echo "check: the lock files"
	@.ci/locks check

format: $(DEV) ## put the code in the house style
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(DEV) ## measure against the published limits, a few minutes
	@$(BIN)/python -m bench

bench-large: $(DEV) ## the same on national volumes
	@$(BIN)/python -m bench --large

bench-logistics: $(DEV) ## tours on public instances
	@$(BIN)/python -m bench --only logistics

lock: $(DEV) ## resolve the dependencies again and write both lock files
	@echo "lock: resolving requirements.lock and requirements-dev.lock"
	@.ci/locks write

clean: ## remove the virtual environment and caches; data in DATA_DIR stays
	@echo "clean: removing .venv and caches"
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info build dist
	@find app certificates tests -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "install: Collecte needs Python 3.11 or newer; try: make PYTHON=/path/to/python3.11 install" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "install: this Python has no venv module; on Debian or Ubuntu: apt install python3-venv" >&2; exit 1; }
	@echo "install: creating .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv .venv

# Versions and hashes come from the lock files alone, whichever installer reads them.
$(RUNTIME): requirements.lock pyproject.toml | $(BIN)/python
	@.ci/install requirements.lock
	@touch $@

$(DEV): requirements-dev.lock pyproject.toml | $(BIN)/python
	@.ci/install requirements-dev.lock
	@touch $@ $(RUNTIME)
