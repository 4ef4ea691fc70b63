# make run    sets everything up and runs the default scenario under the main systems
# make test   sets everything up and runs the tests (those marked slow: make test-slow)
# make lint   sets everything up and runs linters, type checks and import rules

PYTHON  ?= $(shell command -v python3.11 || command -v python3)
VENV    ?= .venv
WORKERS ?= 2
ARGS    ?=

BIN     := $(VENV)/bin
PIP     := $(BIN)/python -m pip install --quiet --constraint constraints.txt

# Programs that tests compile are kept here, so that each is compiled once.
PROGRAMS = $${COUNTERPLAN_CACHE:-$(abspath $(VENV))/programs}
TEST     = export COUNTERPLAN_CACHE="$(PROGRAMS)" && mkdir -p "$$COUNTERPLAN_CACHE" && \
           export JAX_COMPILATION_CACHE_DIR="$$COUNTERPLAN_CACHE" JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS=0.5 && \
           $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

.PHONY: run test test-slow lint check clean

run: $(VENV)/installed
	$(BIN)/counterplan run $(ARGS)

test: $(VENV)/installed-dev
	$(TEST) -m "not slow" $(ARGS)

test-slow: $(VENV)/installed-dev
	$(TEST) -m slow $(ARGS)

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tests/test_size.py

check: lint test test-slow

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "no Python found: install Python 3.11 or later, or call make PYTHON=/path/to/python" >&2; exit 2; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is older than Python 3.11: install a later one, or call make PYTHON=/path/to/python" >&2; exit 2; }
	"$(PYTHON)" -m venv $(VENV)

$(VENV)/installed: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) --editable .
	@touch $@

$(VENV)/installed-dev: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) --editable '.[dev,dask,bench]'
	@touch $@ $(VENV)/installed

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
