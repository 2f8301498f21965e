# Everything runs in .venv, which the first command that needs it creates.
# What is installed there follows pyproject.toml; nothing is installed twice.

PYTHON ?= python3
# How the tests are run: one more at a time than there are processors, as each waits for what it
# has started for a third of its time; with two more, what is about time fails now and then. "make test TRIAL=" runs one after the other; "make test
# COLD=1" has every program begin as a user's does, and not as a copy of one that has imported
# Twisted (tests/support/warm.py).
TRIAL ?= --jobs $(shell expr 1 + $$(getconf _NPROCESSORS_ONLN || echo 2))

# What is tested: "make test T=tests.lessons.test_step3" is one part.
T ?= tests

# .venv belongs to the Python that it was made with. Another one that is named gets an
# environment of its own, such as .venv/python3.13, and leaves the first as it is.
versionOf = $(shell $(1) -c 'import sys; print("python%d.%d" % sys.version_info[:2])' 2>/dev/null)
FIRST := $(if $(wildcard .venv/bin/python),$(call versionOf,.venv/bin/python))
VENV := .venv
ifneq ($(origin PYTHON),file)
ifneq ($(filter-out $(call versionOf,$(PYTHON)),$(FIRST)),)
VENV := .venv/$(or $(call versionOf,$(PYTHON)),none)
endif
endif
BIN := $(VENV)/bin

# A folder that "make bundle" has made brings what pip would fetch: there, nothing is fetched.
WHEELS := $(wildcard $(CURDIR)/wheels)
ifneq ($(WHEELS),)
export PIP_NO_INDEX := 1
export PIP_FIND_LINKS := file://$(WHEELS)
endif

.DEFAULT_GOAL := help
.PHONY: help run test lint types docs messages messages-of picture field report bench faults bad fuzz pythons newest other oldest bundle clean check-tools

help:
	@echo "make run     start the highest step on port 8000 (stop it with Ctrl-C)"
	@echo "make test    run all tests; with another Python: make test PYTHON=python3.13"
	@echo "make lint    check the style of the code, and who imports whom"
	@echo "make types   check the types"
	@echo "make docs    make the book of the course, in build/book"
	@echo "make messages take what has changed in the texts over to their translations"
	@echo "make picture take the picture of the inspector in README.rst again (needs chromium)"
	@echo "make field   record again what real clients send and servers answer (needs mmdebstrap)"
	@echo "make report  measure what each step of the course buys and costs (needs wrk)"
	@echo "make bench   compare step 15, as it is started, with other servers (needs wrk)"
	@echo "make faults  have things go wrong while step 15 runs, and say what became of it"
	@echo "make bad     give bad input to every part that takes something, and count what it does"
	@echo "make fuzz    throw random bytes at the HTTP/1.1 engine, for four minutes"
	@echo "make pythons test what is closest to Python with every other one that there is"
	@echo "make newest  the same with the newest of them"
	@echo "make oldest  test the engine with the oldest Twisted, and with Debian's own Python"
	@echo "make bundle  make a folder for a room without internet, in build/bundle"
	@echo "make clean   remove .venv and everything that was built"

BOOK := build/book
BEING_MADE := build/.making-book
API_BEING_MADE := build/.making-api
MAKE_BOOK = $(BIN)/python -m lessons.book.sphinx
# Its status is 2 also for a constant with a no-break space: findings/pydoctor-constants.sh.
PYDOCTOR = $(BIN)/pydoctor --quiet --docformat epytext --project-name server \
  --html-output $(API_BEING_MADE) server

# The last step there is: the one with the highest number.
STEP = $(shell ls lessons/step*.py | sed 's/.*step\([0-9]*\)\.py/\1/' | sort -n | tail -n 1)

# The book is made while the server runs already; nice, so that this starts first. Where there
# is no book yet, a folder tells the server that one is coming.
run: $(VENV)/for-run
	@[ -d $(BOOK) ] || mkdir -p $(BEING_MADE)
	@nice $(MAKE) --silent $(BOOK)/translations.txt & \
	  exec $(BIN)/python -m lessons.step$(STEP) --inspect 0

test: $(VENV)/for-test $(BOOK)/translations.txt
	$(BIN)/python -m tests $(TRIAL) $(T)

# Python itself changes from version to version: what is closest to it is tested with
# every other one that there is. A name in the path may stand for none, where pyenv has put it
# there; pyenv's own are where it keeps them.
OTHERS = $(shell for minor in 11 12 13 14; do \
  for python in python3.$$minor $${PYENV_ROOT:-$$HOME/.pyenv}/versions/3.$$minor.*/bin/python; do \
    $$python -c 'import ssl, sqlite3, venv' 2>/dev/null && echo $$python && break; \
  done; done; true)
CLOSE = tests.server.http1 tests.server.channel tests.server.wire tests.server.database \
  tests.server.greenhouse.test_certificate tests.server.test_runner tests.lessons.exercises \
  tests.lessons.test_walkthroughs \
  $(patsubst tests/lessons/%.py,tests.lessons.%,$(wildcard tests/lessons/test_step*.py))

pythons: .venv/for-test
	@for python in $(OTHERS); do \
	  $(MAKE) --no-print-directory other PYTHON=$$python || exit 1; \
	done

# Continuous integration has no time for all of them.
newest: .venv/for-test
	@for python in $(lastword $(OTHERS)); do \
	  $(MAKE) --no-print-directory other PYTHON=$$python || exit 1; \
	done

# Where PYTHON is that of .venv, "make test" is what tests with it.
other: $(VENV)/for-test
	$(if $(filter-out .venv,$(VENV)),$(BIN)/python -m twisted.trial $(TRIAL) $(CLOSE))

lint: $(VENV)/for-lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(VENV)/for-lint $(VENV)/for-test
	$(BIN)/mypy

# The book of the course, and the documentation of server/: what step 15 serves at /course/.
# A mistake in the markup of any text fails here.
docs: $(VENV)/for-docs
	@$(BIN)/python -m docutils --strict --writer=null README.rst
	@$(MAKE_BOOK) --strict $(BOOK)
	@! $(PYDOCTOR) | grep -A 99 "docstrings contain syntax errors"
	@rm -rf $(BOOK)/api && mv $(API_BEING_MADE) $(BOOK)/api
	@$(MAKE_BOOK) --only names $(BOOK)
	@touch $(VENV)/for-run $(BOOK)/translations.txt
	@echo "see $(BOOK)/index.html, or /course/ while step 15 runs"

# The book is made once, and again when a text or a program has changed. A mistake in it
# keeps nobody from running the server.
TEXTS = README.rst $(shell find lessons '(' -name '*.rst' -o -name '*.py' -o -name '*.po' \
  -o -name '*.toml' -o -name '*.json' ')' -not -path '*/exercises/*')
$(BOOK)/translations.txt: $(TEXTS) | $(VENV)/for-run
	@echo "making the book of the course, in $(BOOK); /course/ shows it in half a minute or so"
	@$(MAKE_BOOK) $(BOOK) && touch $@ || \
	  echo "the book could not be made ('make docs' says why); all else works" >&2

# What is to be translated: the catalogs in lessons/locale follow the texts, first those of the
# command and the exercises, then those of the book.
# "make messages PAGES=step6" begins another page.
CATALOGS = lessons/locale/$(LANGUAGE)/LC_MESSAGES
TRANSLATED = $(filter $(patsubst lessons/%.rst,%,$(shell find lessons -name '*.rst')), \
  $(patsubst $(CATALOGS)/%.po,%,$(shell find $(CATALOGS) -name '*.po')))
MESSAGES = build/messages/$(LANGUAGE)
messages: $(VENV)/for-test
	@$(BIN)/python -m tests.translations
	@for language in $(notdir $(wildcard lessons/locale/*_*)); do \
	  $(MAKE) --no-print-directory messages-of LANGUAGE=$$language || exit 1; \
	done

# What the theme says is in its templates.
FURO = $(shell $(BIN)/python -c 'import furo; print(furo.THEME_PATH)')
messages-of: $(VENV)/for-translate
	@rm -rf $(MESSAGES)
	@$(BIN)/python -m sphinx --quiet --builder gettext --conf-dir lessons/book/sphinx lessons \
	  $(MESSAGES) $(patsubst %,lessons/%.rst,$(TRANSLATED) $(PAGES))
	@$(BIN)/pybabel --quiet extract --no-location --keyword say --output $(MESSAGES)/sphinx.pot \
	  --mapping lessons/book/sphinx/messages.cfg lessons/book/sphinx $(FURO)
	@$(BIN)/sphinx-intl update --pot-dir $(MESSAGES) --locale-dir lessons/locale \
	  --language $(LANGUAGE) --line-width 95 --no-obsolete

# The picture of the inspector in README.rst, from the running thing.
picture: $(VENV)/for-test
	@$(BIN)/python -m tests.picture

# What real clients send, and real servers answer: "make field NAMES=curl" is one.
field: $(VENV)/for-test
	@$(BIN)/python -m lessons.field $(NAMES) && $(BIN)/python -m lessons.field.verdicts

# The report card, as /course/card shows it.
report: $(BOOK)/translations.txt
	@$(BIN)/python -m lessons report --html $(BOOK)/card.html

# "make bench PARTS=hello" runs one part, "make bench ROUNDS=1" each only once. With all
# parts, five rounds take about half an hour.
ROUNDS ?= 5
bench: $(VENV)/for-bench $(VENV)/for-test
	@COLD=1 $(BIN)/python -m tests.bench --rounds $(ROUNDS) $(PARTS)

# "make faults FAULTS=clock" tries one, "make faults FAULTS=--short" as much as the tests do.
# All of them take about a quarter of an hour.
faults: $(VENV)/for-test
	@COLD=1 $(BIN)/python -m tests.faults $(FAULTS)

# "make bad INPUTS=forms" tries one kind; a fault is told with the seed that makes it again.
bad: SECONDS = 30
bad: $(VENV)/for-test
	@$(BIN)/python -m tests.badinput --seconds $(SECONDS) $(INPUTS)

# What it finds a fault with is kept in a file: "python -m tests.fuzz TARGET --again FILE".
SECONDS ?= 60
fuzz: $(VENV)/for-fuzz $(VENV)/for-test
	@$(BIN)/python -m tests.fuzz --seconds $(SECONDS)

# The newest Twisted is what "make test" installs. Debian 12 has the oldest Python that the course
# takes, 3.11.2; another 3.11 often comes first in the path.
OLDEST_PYTHON = $(if $(filter file,$(origin PYTHON)),$(firstword $(wildcard /usr/bin/python3.11) \
  $(PYTHON)),$(PYTHON))
OLDEST = $(shell sed -n 's/.*"Twisted\[.*\]>=\([0-9.]*\)".*/\1/p' pyproject.toml)
oldest: .venv/oldest/for-test
	.venv/oldest/bin/python -m twisted.trial $(TRIAL) --temp-directory _trial_temp_oldest \
	  tests.server.http1 tests.server.channel tests.server.conformance tests.test_patterns

.venv/oldest/for-test: pyproject.toml Makefile | $(VENV)/bin/pip
	$(OLDEST_PYTHON) -m venv --clear .venv/oldest
	.venv/oldest/bin/pip install --quiet --editable '.[test]' 'Twisted==$(OLDEST)'
	@touch $@

# The course as it was committed, its book, and what pip needs for "make run" and "make test",
# for this Python. Another one that is named adds what it needs: make bundle PYTHON=python3.13.
BUNDLE := build/bundle/http-from-the-wire
EXTRAS ?= book,test
bundle: $(BOOK)/translations.txt
	@mkdir -p $(BUNDLE)/build
	@git archive HEAD | tar --extract --directory $(BUNDLE)
	@rm -rf $(BUNDLE)/build/book && cp --archive $(BOOK) $(BUNDLE)/build
	@$(BIN)/pip download --quiet --dest $(BUNDLE)/wheels 'setuptools>=77' wheel '.[$(EXTRAS)]'
	@touch $(BUNDLE)/build/book/translations.txt
	@echo "copy $(BUNDLE) to each machine; there, make run and make test need no internet"

clean:
	rm -rf .venv _trial_temp* build dist *.egg-info .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# One stamp for each set of packages: it is as new as the last installation.
$(VENV)/for-run: pyproject.toml | $(VENV)/bin/pip
	@echo "installing what the course needs in $(VENV), once; it takes a minute or so"
	$(BIN)/pip install --editable '.[book]'
	@touch $@

$(VENV)/for-%: pyproject.toml | $(VENV)/bin/pip
	$(BIN)/pip install --quiet --editable '.[$*]'
	@touch $@

$(VENV)/bin/pip: | check-tools
	$(PYTHON) -m venv $(VENV)

# Names what is missing, in one line, before anything is done.
check-tools:
	@$(PYTHON) -c pass >/dev/null 2>&1 || \
	  { echo "$(PYTHON) is missing: apt-get install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "$(PYTHON) is older than Python 3.11: name a newer one, make PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "python3-venv is missing: apt-get install python3-venv" >&2; exit 1; }
	@command -v git >/dev/null || { echo "git is missing: apt-get install git" >&2; exit 1; }
