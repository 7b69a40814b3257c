# make demo: the bot in a local Slack · make test: everything that is tested
PYTHON ?= python3
BIN := .venv/bin
# Processes that run tests: one more than a small machine has cores, because some tests wait for a process, a browser or
# a clock. Each first loads all tests and the content, which takes a core a dozen seconds.
WORKERS ?= 3
PYTEST = $(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

# If Python may not store bytecode, each process that the tests start compiles the whole bot again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup demo test ready suite style types imports content coverage mutation audit lock clean

# Installs exactly what is locked: without --no-deps, pip looks for the newest `coverage[toml]`, for which the lock has
# no hash.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement

setup: .venv/setup

.venv/setup: requirements.txt
	$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed; this is " + sys.version)'
	$(PYTHON) -m venv .venv
	$(INSTALL) requirements.txt
	$(BIN)/python -m compileall -q bot
	touch $@

.venv/dev: .venv/setup requirements-dev.txt
	$(INSTALL) requirements-dev.txt
	$(BIN)/python -m pip check --disable-pip-version-check
	touch $@

# The local Slack of the demo and the tests; without npm the demo runs in the terminal.
node_modules/.package-lock.json: package-lock.json
	@if command -v npm >/dev/null; then npm ci --no-audit --no-fund --loglevel=error; \
	else echo "npm is not there: the demo runs in the terminal, and tests in the local Slack are skipped"; fi

demo: .venv/setup node_modules/.package-lock.json
	@$(BIN)/python -m bot demo

# Checking the types takes one core longer than all other checks, so the tests start meanwhile.
test:
	@$(MAKE) --no-print-directory --jobs=2 ready suite

ready: types style imports content

suite: .venv/dev node_modules/.package-lock.json
	$(PYTEST)

style: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: .venv/dev
	$(BIN)/mypy

imports: .venv/dev
	$(BIN)/lint-imports

content: .venv/dev
	$(BIN)/python -m bot check
	$(BIN)/python -m bot tips coverage

# Shows which lines no test reaches. The tests then take half as long again.
coverage: .venv/dev node_modules/.package-lock.json
	$(PYTEST) --cov --cov-report=term:skip-covered

# Shows which faults no test notices. Takes hours; a stopped run can be continued. `ONLY=counting` takes one place.
mutation: .venv/dev
	$(BIN)/python -m tests.mutation $(ONLY)

# Checks the installed packages for known vulnerabilities and hashes; says so if the database cannot be reached.
audit: .venv/dev
	$(BIN)/python .ci/audit.py

# Pins every dependency, with hashes and without the address of an index. Needs uv.
lock:
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet --output-file requirements-dev.txt
	uv pip compile pyproject.toml --extra documents --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet --constraint requirements-dev.txt --output-file requirements.txt

clean:
	rm -rf .venv node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .mutation
