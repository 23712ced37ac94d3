# Every target sets itself up: `make demo` on a fresh clone is one command.
PYTHON ?= python3
VENV := .venv
N ?= 200
FOLDER ?= fuzz
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

.PHONY: install demo test lint types check bench accuracy fuzz clean

install: $(INSTALLED)

$(INSTALLED): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

demo: $(INSTALLED)
	$(BIN)/nianbao demo

test: $(INSTALLED)
	$(BIN)/pytest -n auto

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(INSTALLED)
	$(BIN)/mypy

check: lint types test
	$(BIN)/nianbao demo --no-serve --data $$(mktemp -d)

bench: $(INSTALLED)
	$(BIN)/python -m tests.bench

accuracy: $(INSTALLED)
	$(BIN)/python -m tests.generators.accuracy --count $(N) --seed 1

# Goes on where a stopped run left off; FOLDER keeps its state and the inputs that failed.
fuzz: $(INSTALLED)
	$(BIN)/python -m tests.fuzz --folder $(FOLDER) --seed 1

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache
