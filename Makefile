COUNTRY ?= MLI
MONTH ?= 2023-11
SEEDS ?= 500
JOBS ?= logical
SOURCES ?= cod ucdp acled hapi dtm idmc unhcr fts hno ipc ch wfp
TODAY ?= $(shell date +%F)
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

export OPENBLAS_NUM_THREADS := 1
export OMP_NUM_THREADS := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help env report monthly test check bench simulate lab browser docs lock clean

help:  ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

env: $(VENV)/.made  ## Make the environment from requirements.lock

$(VENV)/.made: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' \
	  || { echo "Python 3.11 to 3.13 is needed; say which: make PYTHON=python3.12 ..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

report: env  ## Render a report: make report COUNTRY=BFA MONTH=2023-06
	$(BIN)/impact report --country $(COUNTRY) --month $(MONTH) --lang all

monthly: env  ## Fetch, then report the last month that is over, once: make monthly COUNTRY=MLI
	@for source in $(SOURCES); do $(BIN)/impact fetch $$source --country $(COUNTRY) || true; done
	$(BIN)/impact report --country $(COUNTRY) --month last --lang all --pdf --once
	$(BIN)/impact index

check: env  ## Lint, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: env browser check  ## Run every check and test
	$(BIN)/python -m pytest --numprocesses $(JOBS) --maxprocesses 8 --dist loadfile \
	  --no-loadscope-reorder

browser:
	@command -v chromium >/dev/null 2>&1 && exit 0; \
	if command -v apt-get >/dev/null 2>&1 && [ "$$(id -u)" = 0 ]; then \
	  apt-get update -qq && apt-get install -y -qq chromium >/dev/null; \
	else echo "No chromium found: the browser tests will be skipped."; fi

bench: env browser  ## Time ours against plain pandas, and the redraws of a notebook
	$(BIN)/python -m bench

simulate: env  ## Measure every method against its bar: make simulate SEEDS=500
	$(BIN)/python -m simulate --seeds $(SEEDS) --date $(TODAY)

lab: env  ## Open JupyterLab on the notebooks
	@test -d data/processed/$(COUNTRY) || $(BIN)/impact build --country $(COUNTRY) --quiet
	$(BIN)/impact lab

docs: env  ## Print the data dictionary and the page on sources anew
	$(BIN)/python -m analysis.schema > docs/data-dictionary.md
	$(BIN)/python -m analysis.catalogue > docs/sources.md

lock: env  ## Resolve requirements.lock anew
	rm -f requirements.lock
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-annotate \
	  --python-version 3.11 pyproject.toml --group dev --group bench -o requirements.lock

clean:  ## Remove the environment, processed tables and reports
	rm -rf $(VENV) data/processed reports
