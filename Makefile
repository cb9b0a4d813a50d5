# The ways to build, check and try Keyturn; CI calls the same targets. Each installs the Debian packages that it
# needs and does not find (Scripts/require.sh); a Swift toolchain must be in PATH.

SHELL := /bin/bash
PREFIX ?= /usr/local

# What `make install` installs, and what packages are made of; one that is named is not built.
BINARY ?= .build/release/keyturn
packaged = $(if $(filter file,$(origin BINARY)),release)

# Where packages go.
DIST ?= dist

# For `make bench`: identities per environment, measured rounds. MARKDOWN is a document to write figures into.
N ?= 10000
RUNS ?= 5
MARKDOWN ?=

# Debian's interpreter by its path: another one that comes first in PATH has no psycopg.
BENCH = /usr/bin/python3 -B Benchmarks/bench.py --keyturn .build/release/keyturn \
	--runs $(RUNS) $(if $(MARKDOWN),--markdown $(MARKDOWN))

.DEFAULT_GOAL := help
.PHONY: help setup build release test test-fresh test-browser test-faults attack simulate mutants lint docs check-docs format demo bench
.PHONY: bench-scaling install deb tarball image packages try-packages check-version

help: ## Lists these targets
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## (.*)/\1|\2/' \
		| while IFS='|' read -r name text; do printf '  make %-14s %s\n' "$$name" "$$text"; done

setup: ## Installs the packages of every target below
	@Scripts/require.sh swift build test check-docs test-browser test-faults attack demo bench deb tarball image try-packages

build: ## Builds for debugging, into .build/debug
	@Scripts/require.sh swift build
	swift build

release: ## Builds for use: optimised, Swift's own libraries linked in
	@echo 'make release: installs what is missing, then builds keyturn for use into .build/release'
	@echo '  measured on 2 cores: about 5 minutes for the first build'
	@Scripts/require.sh swift build
	env $$(Scripts/commit.sh) swift build -c release --static-swift-stdlib --product keyturn

test: ## Builds and runs all tests, with a private PostgreSQL server
	@echo 'make test: installs what is missing, builds keyturn and its tests, runs them (a private PostgreSQL server included)'
	@echo '  measured on 2 cores: 4 to 7 minutes for the first build, seconds for the next one; then 15 to 20 minutes of tests'
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
	Scripts/check-words.sh

docs: ## Writes docs/reference from the code
	@Scripts/require.sh swift build
	swift build --product keyturn
	Scripts/reference.sh docs/reference

check-docs: ## Checks that the reference is what the code says, and runs what README and guides show
	@Scripts/require.sh swift build check-docs
	swift build --product keyturn
	Scripts/check-docs.sh

format: ## Formats the Swift sources in place
	@Scripts/require.sh swift
	swift format --in-place --recursive Sources Tests Package.swift

demo: ## Plays the story of one key shared by three environments, on SQLite
	@echo 'make demo: installs what is missing, builds keyturn, then replaces one shared key by three and proves each claim'
	@echo '  measured on 2 cores: about 3 minutes for the first build, seconds for the next one'
	@Scripts/require.sh swift build demo
	swift build --product keyturn
	Scripts/demo.sh

bench: release ## Measures against psql and a tuned script: [N=10000] [RUNS=5] [MARKDOWN=docs/performance.md]
	@Scripts/require.sh bench
	$(BENCH) --identities $(N)
	$(BENCH) --identities $(N) --review
	$(BENCH) --search
	$(BENCH) --identities $(N) --digests

bench-scaling: release ## Measures the cost per identity at 1,000, 10,000 and 100,000: [RUNS=5] [MARKDOWN=…]
	@Scripts/require.sh bench
	$(BENCH) --scaling

install: ## Installs binary, completions and manual into [DESTDIR][PREFIX=/usr/local]; run `make release` first
	@test -x $(BINARY) || { echo 'nothing to install: run `make release` first' >&2; exit 1; }
	Scripts/install.sh $(BINARY) '$(DESTDIR)$(PREFIX)'

deb: $(packaged) ## Makes a Debian package, without root: [DIST=dist] [BINARY=…] [MAINTAINER='NAME <ADDRESS>']
	@Scripts/require.sh deb
	Scripts/package-deb.sh $(BINARY) $(DIST)

tarball: $(packaged) ## Makes an archive with install.sh, checksums and a bill of materials: [DIST=dist] [BINARY=…]
	@Scripts/require.sh tarball
	Scripts/package-tarball.sh $(BINARY) $(DIST)

image: $(packaged) ## Makes an OCI image, without root and without an engine: [DIST=dist] [BINARY=…] [MIRROR=…]
	@Scripts/require.sh image
	Scripts/package-image.sh $(BINARY) $(DIST)

packages: deb tarball image ## Makes all three

check-version: ## Checks that the code and the changelog have the version of a tag: TAG=v0.1.0
	@Scripts/check-version.sh '$(TAG)'

try-packages: ## Tries what is in DIST: lintian, a bare Debian, the archive, the image; as root: [DIST=dist]
	@Scripts/require.sh try-packages
	Scripts/try-packages.sh $(DIST)

simulate: ## Simulates years of faults, optimised, one for each seed: [SEEDS=100000]
	@Scripts/require.sh swift build
	KEYTURN_SIMULATION_SEEDS=$(or $(SEEDS),10000) swift test -c release -Xswiftc -enable-testing \
		--disable-xctest --filter SimulationTests.SimulationTests

mutants: ## Breaks the sources on purpose, again and again, and shows which tests notice: [SEEDS=400]
	@Scripts/require.sh swift build test
	SEEDS=$(or $(SEEDS),400) Scripts/mutants.sh
