# `make demo` and `make test` need only Python 3.11+ and make. Everything else: `make help`.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
PY := .venv/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes
COMPILE := $(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header
# How many processes the suite runs in: WORKERS=1 for one.
WORKERS ?= auto
SPREAD = -n $(WORKERS) --dist worksteal
PORT ?= 8000
export PORT PYTHON

.PHONY: templates demo test test-postgres test-browser check bench coverage-of-requirements sabotage messages \
	requirements code help clean

demo: .venv/.runtime ## the site with example cases on http://127.0.0.1:8000 (PORT=…)
	@.ci/messages
	@$(PY) manage.py demo

code: .venv/.runtime ## the one-time code of a demo account, now (NAME=rog.saksbehandler)
	@DEMO=1 $(PY) manage.py code $(NAME)

test: .venv/.dev ## the suite on embedded SQLite; needs no services (ARGS=… goes to pytest)
	@.ci/messages
	@.ci/pytest test $(SPREAD) $(ARGS)

test-postgres: .venv/.dev ## the suite on PostgreSQL: TEST_DATABASE_URL, a local one, or a private one
	@.ci/messages
	@$(PY) -m tests.tools.postgres .ci/pytest test-postgres $(SPREAD) $(ARGS)

test-browser: .venv/.dev ## journeys in a real Chromium, with axe
	@.ci/messages
	@chromium="$$(.ci/chromium)"; CHROMIUM="$$chromium" .ci/pytest test-browser -n $(WORKERS) --dist loadfile tests/browser $(ARGS)

templates: .venv/.dev ## migrates the databases that the suites copy, before they run (they do it themselves otherwise)
	@DJANGO_SETTINGS_MODULE=tests.settings $(PY) -m tests.database
	@DJANGO_SETTINGS_MODULE=tests.settings $(PY) -m tests.tools.postgres $(PY) -m tests.database

check: .venv/.dev ## lint, format, types, import contracts, migrations, translations, deployment settings
	@.ci/messages
	@.ci/check

bench: .venv/.dev ## how long pages take, against a trivial view in the same run
	@.ci/messages
	@.ci/pytest bench tests/bench -s $(ARGS)

coverage-of-requirements: .venv/.dev ## which requirements have tests, and which have none
	@$(PY) -m tests.tools.coverage_of_requirements

sabotage: .venv/.dev ## plants faults one at a time in a copy; the suite must go red for each (ARGS=name …)
	@.ci/messages
	@$(PY) -m tests.tools.sabotage $(ARGS)

messages: .venv/.dev ## compiles the translation catalogues
	@.ci/messages

requirements: .venv/.dev ## compiles requirements*.in to hash-pinned requirements*.txt
	@$(COMPILE) requirements.in -o requirements.txt
	@$(COMPILE) requirements-dev.in -o requirements-dev.txt

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 28

clean: ## takes away .venv, var/ (also the demo's data) and caches
	@rm -rf .venv var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Packages come from wherever the user's own pip configuration says; the hashes say that they are the right ones.
.venv/.runtime: requirements.txt .ci/venv
	@.ci/venv
	@echo "installing what the product runs on ..."
	@$(PIP) -r requirements.txt
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.runtime
	@echo "installing what tests and checks need ..."
	@$(PIP) -r requirements.txt -r requirements-dev.txt
	@touch $@
