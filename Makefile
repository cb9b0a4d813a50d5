# The ways to build, check and try Keyturn; CI calls the same targets. Each installs the Debian packages that it
# needs and does not find (Scripts/require.sh); a Swift toolchain must be in PATH.

SHELL := /bin/bash
PREFIX ?= /usr/local

# What `make install` installs.
BINARY ?= .build/release/keyturn

# For `make bench`: identities per environment, measured rounds. MARKDOWN is a document to write figures into.
N ?= 10000
RUNS ?= 5
MARKDOWN ?=

# Debian's interpreter by its path: another one that comes first in PATH has no psycopg.
BENCH = /usr/bin/python3 -B Benchmarks/bench.py --keyturn .build/release/keyturn \
	--runs $(RUNS) $(if $(MARKDOWN),--markdown $(MARKDOWN))

.DEFAULT_GOAL := help
.PHONY: help setup build release test test-fresh test-browser test-faults attack simulate mutants lint docs check-docs format demo bench
.PHONY: bench-scaling install

help: ## Lists these targets
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## (.*)/\1|\2/' \
		| while IFS='|' read -r name text; do printf '  make %-14s %s\n' "$$name" "$$text"; done

setup: ## Installs the packages of every target below
	@Scripts/require.sh swift build test test-browser test-faults attack demo bench

build: ## Builds for debugging, into .build/debug
	@Scripts/require.sh swift build
	swift build

release: ## Builds for use: optimised, Swift's own libraries linked in
	@Scripts/require.sh swift build
	swift build -c release --static-swift-stdlib --product keyturn

test: ## Builds and runs all tests, with a private PostgreSQL server
	@Scripts/require.sh swift build test
	swift build --build-tests
	@Scripts/test.sh

test-fresh: ## Runs `make test` in a bare Debian made by debootstrap, as root: nothing is there by chance
	Scripts/test-fresh.sh test

test-browser: ## Opens the pages that keyturn writes in a headless Chromium (350 MB, which `make test` does without)
	@Scripts/require.sh swift build test test-browser
	swift build --build-tests
	@Scripts/test.sh --filter BrowserTests

test-faults: ## Meets a fault in each system call of a rotation: [FULL=1] [MARKDOWN=docs/reliability.md]
	@Scripts/require.sh swift build test-faults
	swift build --product keyturn
	/usr/bin/python3 -B Faults/faults.py $(if $(FULL),--full) $(if $(MARKDOWN),--markdown $(MARKDOWN))

attack: ## Attacks the debug binary: kills, silent servers, clocks, disks, links, damaged files: [ARGS='--count 20']
	@Scripts/require.sh swift build attack
	swift build --product keyturn
	/usr/bin/python3 -B Attacks/attack.py $(ARGS) $(if $(MARKDOWN),--markdown $(MARKDOWN))

lint: ## Checks format, imports, scripts, and that no key is committed
	@Scripts/require.sh swift
	swift format lint --strict --recursive Sources Tests Package.swift
	Scripts/check-imports.sh
	Scripts/check-scripts.sh
	Scripts/check-secrets.sh

docs: ## Writes docs/reference from the code
	@Scripts/require.sh swift build
	swift build --product keyturn
	Scripts/reference.sh docs/reference

check-docs: ## Checks that docs/reference is what the code says, and that links lead somewhere
	@Scripts/require.sh swift build
	swift build --product keyturn
	Scripts/check-docs.sh

format: ## Formats the Swift sources in place
	@Scripts/require.sh swift
	swift format --in-place --recursive Sources Tests Package.swift

demo: ## Plays the story of one key shared by three environments, on SQLite
	@Scripts/require.sh swift build demo
	swift build --product keyturn
	Scripts/demo.sh

bench: release ## Measures against psql and a tuned script: [N=10000] [RUNS=5] [MARKDOWN=docs/performance.md]
	@Scripts/require.sh bench
	$(BENCH) --identities $(N)
	$(BENCH) --identities $(N) --review

bench-scaling: release ## Measures the cost per identity at 1,000, 10,000 and 100,000: [RUNS=5] [MARKDOWN=…]
	@Scripts/require.sh bench
	$(BENCH) --scaling

install: ## Installs binary, completions and manual into [DESTDIR][PREFIX=/usr/local]; run `make release` first
	@test -x $(BINARY) || { echo 'nothing to install: run `make release` first' >&2; exit 1; }
	Scripts/install.sh $(BINARY) '$(DESTDIR)$(PREFIX)'

simulate: ## Simulates years of faults, optimised, one for each seed: [SEEDS=100000]
	@Scripts/require.sh swift build
	KEYTURN_SIMULATION_SEEDS=$(or $(SEEDS),10000) swift test -c release -Xswiftc -enable-testing \
		--disable-xctest --filter SimulationTests.SimulationTests

mutants: ## Breaks the sources on purpose, again and again, and shows which tests notice: [SEEDS=400]
	@Scripts/require.sh swift build test
	SEEDS=$(or $(SEEDS),400) Scripts/mutants.sh
