# The whole interface of the project. `make demo` and `make test` need Python 3.11 or later, make and a package index.
SHELL := /bin/sh
PYTHON ?= python3
JOBS ?= auto
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
export PYTHONDONTWRITEBYTECODE := 1

.PHONY: demo test lint type fmt docs faults fuzz bench bench-alles compare conformance lock wheel-check ci clean

demo: $(READY)        ## both examples, from delegation file to sealed and verified dossier
	$(BIN)/delegatie demo demo --overschrijf

test: $(READY)        ## the tests that need nothing but Python
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

type: $(READY)
	$(BIN)/mypy

fmt: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(READY)        ## the pages and schemas in docs/ that are made from catalogues, models and templates
	$(BIN)/python -m generator.wording.overview docs/documenten.md
	$(BIN)/python -m generator.guide.reference docs
	$(BIN)/python -m generator.rules.overview docs/regels.md
	$(BIN)/python -m generator.judgement.overview docs/redenen.md

faults: $(READY)      ## docs/betrouwbaarheid.md: every step broken at every write, every service at every request; SCENES= does some
	$(BIN)/python -m tests.faults docs/betrouwbaarheid.md $(SCENES)

fuzz: $(READY)        ## ten minutes of mutants of sealed papers; what is faulty is kept in build/fuzz
	$(BIN)/python -m tests.fuzz --minuten 10

bench: $(READY)       ## times and ratios in short, measured in one run, and build/bench.json (minutes)
	$(BIN)/python -m tests.bench

bench-alles: $(READY) ## docs/snelheid.md and its plot: all of it, on a machine that does nothing else (an hour or so)
	$(BIN)/python -m tests.bench docs/snelheid.md

compare: $(READY)     ## both engines side by side, in build/compare (needs LibreOffice)
	$(BIN)/python -m tests.compare build/compare

conformance: demo     ## other programs judge every stage (needs qpdf, pdfsig, xmllint, openssl, Java, Maven, Chromium)
	$(BIN)/python -m tests.conformance demo

wheel-check: $(READY) ## the wheel, built and run outside the checkout
	$(BIN)/python -m tests.wheel_check

lock:                 ## exact versions for every supported Python, with hashes (needs uv)
	uv pip compile pyproject.toml --all-extras --group dev --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header -o requirements.lock

ci: lint type wheel-check conformance compare bench test

clean:
	rm -rf $(VENV) demo dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "delegatie needs Python 3.11 or later; say where it is: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
