# make demo   the main job on the built-in practice marketplace
# make test   every test that is quick; make test-slow for the rest
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PYTEST_WORKERS ?= 2

.DEFAULT_GOAL := check
.PHONY: check demo setup browser test test-slow lint format lock judges peers bench-recrawl clean

check: lint test

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "ShopWitness needs Python 3.11 or newer; this is %s. Install it, or name one: make PYTHON=python3.12 ..." % sys.version.split()[0])'
	@$(PYTHON) -m venv --help >/dev/null 2>&1 || { echo "Python's venv module is missing. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

browser: $(READY)
	@$(BIN)/shopwitness doctor --install-browser --only browser

demo: $(READY) browser
	@$(BIN)/shopwitness demo

test: $(READY) browser
	$(BIN)/python -m pytest -m "not slow" -n $(PYTEST_WORKERS) --dist loadfile -q

test-slow: $(READY) browser
	$(BIN)/python -m pytest -m slow -q

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/yamllint -s config

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The lock file holds versions and hashes for every platform and no index address.
lock: $(READY)
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --no-annotate --no-header --group dev pyproject.toml -o requirements.lock

# Other people's tools that judge nights and packs, each where it disturbs nobody: py-wacz and pywb (which need an
# older setuptools), mitmproxy (which needs an older cryptography), ReplayWeb.page and warcio.js.
judges:
	test -x .judges/bin/python || $(PYTHON) -m venv .judges
	.judges/bin/python -m pip install --quiet --disable-pip-version-check 'setuptools<81' wacz==0.6.0 pywb==2.10.0
	test -x .judges/mitmproxy/bin/python || $(PYTHON) -m venv .judges/mitmproxy
	.judges/mitmproxy/bin/python -m pip install --quiet --disable-pip-version-check mitmproxy==11.0.2
	@if command -v npm >/dev/null; then cd .judges && npm pack --silent replaywebpage@2.4.6 && \
	  rm -rf package replaywebpage && tar xzf replaywebpage-2.4.6.tgz && mv package replaywebpage && \
	  npm install --silent --ignore-scripts --no-audit --no-fund --prefix warciojs warcio@2.4.11; \
	  else echo 'npm is not there: ReplayWeb.page and warcio.js are left out'; fi

# Peers of the matching benchmarks, which need another pandas than ours: `--peers .peers/bin/python`.
peers:
	test -x .peers/bin/python || $(PYTHON) -m venv .peers
	.peers/bin/python -m pip install --quiet --disable-pip-version-check string_grouper recordlinkage splink

# Memory that plans free and take again is kept: giving it back to the system doubles the time.
bench-recrawl: $(READY)
	@mkdir -p build
	MALLOC_TRIM_THRESHOLD_=2000000000 MALLOC_MMAP_THRESHOLD_=2000000000 OMP_NUM_THREADS=1 \
	  $(BIN)/python -m benchmarks.recrawl --save build/bench-recrawl.json

clean:
	rm -rf build .mypy_cache .ruff_cache .pytest_cache .hypothesis
