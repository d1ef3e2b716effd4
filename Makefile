# What a person types here; `make` alone lists it. Needs Python 3.11 or newer with its venv module:
# everything else goes into .venv, from lock files with hashes.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install -qq --no-input --disable-pip-version-check
PYTEST := $(BIN)/python -m pytest
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))

# One more than the processors CI has: conversations wait for a clock or a socket a quarter of the time.
WORKERS := 3

# Tried in this order, the first that is new enough wins; `make setup PYTHON=python3.12` asks for one.
CANDIDATES := $(or $(PYTHON),python3 python3.13 python3.12 python3.11)

# The browser that the browser tests drive. Where there is none they are left out, except in CI.
BROWSERS := chromium chromium-browser google-chrome google-chrome-stable
CHROMIUM := $(or $(JISR_CHROMIUM),$(firstword $(foreach b,$(BROWSERS),$(shell command -v $(b) || :))))
ifneq ($(CHROMIUM),)
export JISR_CHROMIUM := $(CHROMIUM)
else ifneq ($(CI),true)
NO_BROWSER := yes
endif

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup demo test long check faults bench fix lock clean venv dev

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

setup: venv ## make .venv and install Jisr in it: the command is then .venv/bin/jisr
	$(call install,requirements.lock,.installed,$(PIP) --no-deps --no-build-isolation --editable .)

demo: setup ## the whole program with a chat page in the browser, no account needed
	@$(BIN)/jisr demo $(ARGS)

test: dev ## the tests, under five minutes on two processors (ARGS="-k report" picks some)
	$(PYTEST) -n $(WORKERS) --dist worksteal -m "not long and not faults" $(ARGS)

long: dev ## the other tests: browsers, real processes, weeks, conversations again on PostgreSQL
ifdef NO_BROWSER
	@echo "No Chromium was found, so the browser tests are left out." \
	  "Install it (Debian: apt install chromium) or set JISR_CHROMIUM to its path."
endif
	$(PYTEST) -n $(WORKERS) --dist worksteal \
	  -m "long and not faults$(if $(NO_BROWSER), and not browser)" $(ARGS)

check: dev ## everything CI checks: style, types, rooms, dead code, dependencies, words, all tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/vulture
	$(BIN)/deptry .
	$(BIN)/codespell
	$(BIN)/python -m locales.check
	@$(MAKE) --no-print-directory test
	@$(MAKE) --no-print-directory long

faults: dev ## kills, storms and broken networks, with their figures; takes minutes
	$(PYTEST) -m faults -s --timeout 1800 $(ARGS)

bench: dev ## speed and memory of the real program over HTTP, beside the mark to beat
	$(BIN)/python -m tests.bench $(ARGS)

fix: dev ## put right what ruff can put right by itself
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

lock: dev ## write the lock files anew after pyproject.toml changed (UPGRADE=1: newest versions)
	$(LOCK) --extra postgresql --extra simulation --group build -o requirements.lock
	$(LOCK) --extra postgresql --extra simulation --group build --group dev -c requirements.lock -o requirements-dev.lock

clean: ## remove what make made; databases and settings stay
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# For every platform and every Python from 3.11 on, and naming no index.
LOCK = $(BIN)/uv pip compile pyproject.toml -q --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
  $(if $(UPGRADE),--upgrade)

# $(call install,LOCK,STAMP,THEN): install LOCK and run THEN, unless STAMP says that it has been done.
# The stamp holds checksums, not times, so a fresh checkout of the same files costs nothing.
define install
	@set -eu; \
	wanted=$$(cat $(1) pyproject.toml | cksum); \
	if [ "$$(cat $(VENV)/$(2) 2>/dev/null)" != "$$wanted" ]; then \
	  echo "Installing $(1) into $(VENV) (the first time, about half a minute)"; \
	  $(PIP) --require-hashes -r $(1); $(3); \
	  echo "$$wanted" > $(VENV)/$(2); \
	fi
endef

dev: setup
	$(call install,requirements-dev.lock,.installed-dev,:)

# Kept as it is when it works, is at the place it was made for, and is of the version asked for.
venv:
	@set -eu; \
	if [ -x $(BIN)/python ] && $(BIN)/python -c "import pip; $(NEW_ENOUGH)" 2>/dev/null \
	    && grep -qF "$(CURDIR)/$(VENV)" $(BIN)/activate \
	    && { [ -z "$(PYTHON)" ] || [ "$$($(PYTHON) -V)" = "$$($(BIN)/python -V)" ]; }; then exit 0; \
	fi; \
	for python in $(CANDIDATES) none; do \
	  if [ $$python = none ]; then \
	    echo "Jisr needs Python 3.11 or newer; tried: $(CANDIDATES)." >&2; \
	    echo "Install one, or say where it is: make setup PYTHON=/path/to/python3.12" >&2; exit 1; \
	  fi; \
	  if $$python -c "$(NEW_ENOUGH)" >/dev/null 2>&1; then break; fi; \
	done; \
	if ! $$python -c "import venv, ensurepip" 2>/dev/null; then \
	  echo "$$python has no venv module. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; \
	fi; \
	echo "Making $(VENV) with $$($$python -V)"; \
	$$python -m venv --clear $(VENV)
