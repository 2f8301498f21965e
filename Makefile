# Everything runs in .venv, which the first command that needs it creates.
# What is installed there follows pyproject.toml; nothing is installed twice.

PYTHON ?= python3
# How the tests are run: two at a time. "make test TRIAL=" runs one after the other.
TRIAL ?= --jobs 2
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help run test lint types docs bench fuzz oldest clean check-tools

help:
	@echo "make run     start the highest step on port 8000 (stop it with Ctrl-C)"
	@echo "make test    run all tests"
	@echo "make lint    check the style of the code"
	@echo "make types   check the types"
	@echo "make docs    make pages of all walkthroughs, in build/docs"
	@echo "make bench   compare the speed of this server with that of others (needs wrk)"
	@echo "make fuzz    throw random bytes at the HTTP/1.1 engine, for three minutes"
	@echo "make oldest  test the engine with the oldest Twisted that pyproject.toml allows"
	@echo "make clean   remove .venv and everything that was built"

# The last step there is: the one with the highest number.
STEP = $(shell ls lessons/step*.py | sed 's/.*step\([0-9]*\)\.py/\1/' | sort -n | tail -n 1)

run: .venv/for-run
	@exec $(BIN)/python -m lessons.step$(STEP)

test: .venv/for-test
	$(BIN)/python -m twisted.trial $(TRIAL) tests

lint: .venv/for-lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/for-lint .venv/for-test
	$(BIN)/mypy

# A mistake in the markup of any walkthrough fails here.
docs: .venv/for-run
	@mkdir -p build/docs
	@for text in README.rst $$(find lessons -name '*.rst'); do \
	  page=$$(echo $${text%.rst} | tr / -).html; \
	  $(BIN)/python -m docutils --strict --writer=html5 $$text build/docs/$$page || exit 1; \
	done
	@echo "see build/docs"

# "make bench PARTS=hello" runs one part.
bench: .venv/for-bench .venv/for-test
	@$(BIN)/python -m tests.bench $(PARTS)

# What it finds a fault with is kept in a file: "python -m tests.fuzz TARGET --again FILE".
SECONDS ?= 60
fuzz: .venv/for-fuzz .venv/for-test
	@$(BIN)/python -m tests.fuzz --seconds $(SECONDS)

# The newest Twisted is what "make test" installs.
OLDEST = $(shell sed -n 's/.*"Twisted\[.*\]>=\([0-9.]*\)".*/\1/p' pyproject.toml)
oldest: .venv/oldest/for-test
	.venv/oldest/bin/python -m twisted.trial --temp-directory _trial_temp_oldest \
	  tests.server.http1 tests.server.channel tests.server.conformance

.venv/oldest/for-test: pyproject.toml | .venv/bin/pip
	$(PYTHON) -m venv .venv/oldest
	.venv/oldest/bin/pip install --quiet --editable '.[test]' 'Twisted==$(OLDEST)'
	@touch $@

clean:
	rm -rf .venv _trial_temp* build dist *.egg-info .mypy_cache .ruff_cache .hypothesis

# One stamp for each set of packages: it is as new as the last installation.
.venv/for-run: pyproject.toml | .venv/bin/pip
	$(BIN)/pip install --quiet --editable .
	@touch $@

.venv/for-%: pyproject.toml | .venv/bin/pip
	$(BIN)/pip install --quiet --editable '.[$*]'
	@touch $@

.venv/bin/pip: | check-tools
	$(PYTHON) -m venv .venv

# Names what is missing, in one line, before anything is done.
check-tools:
	@command -v $(PYTHON) >/dev/null || \
	  { echo "$(PYTHON) is missing: apt-get install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "$(PYTHON) is older than Python 3.11: name a newer one, make PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "python3-venv is missing: apt-get install python3-venv" >&2; exit 1; }
	@command -v git >/dev/null || { echo "git is missing: apt-get install git" >&2; exit 1; }
