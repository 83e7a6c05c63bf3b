# `make run` and `make test` are all a newcomer needs; they want Python >= 3.11 with venv, and make.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
DATA   ?= data
AUDIT  := .venv-audit
SIZE   ?= 3k
SECONDS ?= 60
STAMP  := $(VENV)/.installed
TESTED := $(VENV)/.installed-test
SPARK  := .venv-spark
SPARK_VERSION ?= 4.2.1
export DAGSTER_DISABLE_TELEMETRY := 1
export GX_ANALYTICS_ENABLED := false

.PHONY: run test test-slow bench twin test-spark check fuzz mutants audit licences up down ui ui-readonly test-browser docs coverage lock clean help

help:
	@grep -E '^## ' Makefile | sed 's/^## //'

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(TESTED): $(STAMP) requirements-test.lock
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements-test.lock
	@touch $@

## make run     install what is needed, make demo deliveries if data/raw is empty, run, say where the results are
run: $(STAMP)
	@$(BIN)/income demo --data $(DATA) --if-empty
	@$(BIN)/income run --data $(DATA)

## make test    every test that needs no browser and is no benchmark; the second engine (Sail, no JVM) included
test: $(TESTED)
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not browser and not benchmark and not slow"

## make test-slow  kills, bad conditions and procedures, tens of minutes; INCOME_TRIALS=20 for more of them
test-slow: $(TESTED)
	$(BIN)/python -m pytest -m slow

## make twin    30,000 households on DuckDB and on Spark SQL (Sail, no JVM): every table, rule and check must agree
twin: $(TESTED)
	$(BIN)/python -m tests.twin_run --households 30000

$(SPARK)/.installed:
	$(PYTHON) -m venv $(SPARK)
	$(SPARK)/bin/python -m pip install --quiet pyspark==$(SPARK_VERSION)
	@touch $@

## make test-spark  the twin tests on real Spark (needs Java 17) and on Sail in local-cluster mode
test-spark: $(TESTED) $(SPARK)/.installed
	$(BIN)/python -m tests.spark_server $(SPARK) $(BIN)/python -m pytest -m spark
	$(BIN)/python -m tests.spark_server $(SPARK) $(BIN)/python -m tests.twin_run --households 600
	SAIL_MODE=local-cluster $(BIN)/python -m pytest -m spark

## make check   lint, types, import layers, SQL subset
check: $(TESTED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.code.sql_subset assets/sql

## make ui      the Dagster UI on 127.0.0.1:3000
ui: $(STAMP)
	$(BIN)/income ui --data $(DATA)

## make up      the service: nightly runs and the UI, in the background
up: $(STAMP)
	@$(BIN)/income up --data $(DATA)

## make down    stop the service
down: $(STAMP)
	@$(BIN)/income down --data $(DATA)

## make ui-readonly  the same for viewers, who can start nothing
ui-readonly: $(STAMP)
	$(BIN)/income ui --data $(DATA) --read-only

## make test-browser  the real UI in headless Chromium
test-browser: $(TESTED)
	$(BIN)/python -m pytest -m browser

## make docs    data dictionary and rule book from their declarations
docs: $(STAMP)
	$(BIN)/python -m pipeline.dictionary
	$(BIN)/python -m expectations.rule_docs
	for po in pipeline/locale/*/LC_MESSAGES/*.po; do msgfmt --check -o "$${po%.po}.mo" "$$po" || exit 1; done

## make fuzz    coverage-guided fuzzing of the guard and the parsers, SECONDS=60 for each target
fuzz: $(TESTED)
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements-fuzz.lock
	$(BIN)/python -m tests.fuzz.run --seconds $(SECONDS)

## make mutants  one small change at a time in models and in Python: does a case or a test notice? prints what none did
mutants: $(TESTED)
	$(BIN)/python -m tests.code.sql_mutants --survivors
	$(BIN)/python -m tests.code.python_mutants --survivors

## make audit   what is installed is what was locked, file by file; then asks for known vulnerabilities (3: not asked)
audit: $(TESTED)
	$(BIN)/python -m pip install --quiet --dry-run --no-deps --require-hashes -r requirements-test.lock
	test -x $(AUDIT)/bin/pip-audit || { $(PYTHON) -m venv $(AUDIT) && $(AUDIT)/bin/pip install --quiet "pip-audit>=2.9,<3"; } || true
	$(BIN)/python -m tests.code.supply_chain $(AUDIT)/bin/pip-audit

## make licences  docs/licences.md from the locked packages' own metadata
licences: $(TESTED)
	$(BIN)/python -m tests.code.licences

## make coverage  tests with line coverage of the three packages
coverage: $(TESTED)
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not browser and not benchmark and not slow" --cov=pipeline --cov=assets --cov=expectations --cov-report=term --cov-fail-under=90

## make bench   cost at SIZE=tiny|3k|30k|100k|700k|5m against an earlier version, the floor, bare SQL, Polars, pandas and Spark (wants Java 17)
bench: $(TESTED) $(SPARK)/.installed
	$(BIN)/python -m pip install --quiet --no-build-isolation --editable ".[bench]"
	$(BIN)/python -W ignore -m tests.benchmarks --size $(SIZE)

## make lock    pin every dependency with its hashes (names no registry)
lock:
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-annotate --no-header -q -o requirements.lock
	uv pip compile pyproject.toml --extra test --extra spark --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-annotate --no-header -q -o requirements-test.lock

clean:
	rm -rf $(VENV) $(AUDIT) $(SPARK) build *.egg-info .pytest_cache .mypy_cache .ruff_cache
