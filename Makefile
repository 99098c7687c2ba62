# Thin front of the `lab` command; see `make help`. Works with GNU make 3.81 and later.
# Make turns every failure into its own exit code 2: scripts that tell failures apart call `npx lab` instead.

SCENARIO ?= latency
PROFILE ?= quick
ARMS ?=
SEED ?=
DRIVER ?=
PORT ?=

LAB := node lab/bin/lab.js

.DEFAULT_GOAL := help
.PHONY: help install build run-scenario list test lint bench doctor monolith microservices stop clean

help: ## Show this help
	@echo "Usage: make <target> [VARIABLE=value]"
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-15s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "Variables of run-scenario:"
	@echo "  SCENARIO=latency        what to measure (make list shows all)"
	@echo "  PROFILE=quick           smoke (a minute), quick (some minutes) or full (for publishing)"
	@echo "  ARMS=a,b                which topologies to compare (make list shows all)"
	@echo "  SEED=7                  repeat the order of trials and the requests of an earlier run"
	@echo "  DRIVER=embedded         what sends the load: embedded or k6"
	@echo
	@echo "PORT=3000 sets the port of make monolith and make microservices."

# npm writes this file at the end of an installation, so it is the installation's time stamp.
node_modules/.package-lock.json: package.json package-lock.json
	@command -v node >/dev/null || { echo "Node.js is missing: install version 20.19 or later from https://nodejs.org"; exit 1; }
	@echo "Installing packages (sqlite3 is compiled where no ready-made binary can be had; that takes a minute or two) ..."
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $@

install: node_modules/.package-lock.json ## Install the npm packages

build: install ## Compile what has changed
	@npm run --silent build

run-scenario: build ## Run a scenario against the arms and compare them
	@$(LAB) run "$(SCENARIO)" --profile "$(PROFILE)" --arms "$(ARMS)" --seed "$(SEED)" --driver "$(DRIVER)"

list: build ## List scenarios, arms, profiles and claims
	@$(LAB) list

test: build ## Run all tests: units, real processes, real RabbitMQ, the behaviour suite
	@npm test --silent

lint: build ## Check style, borders, types of the tests and dead code
	@npm run --silent lint

bench: build ## Measure what the layers cost; writes results/bench.json
	@node benchmarks/dist/main.js

doctor: build ## Show what this machine has and what each missing piece would enable
	@$(LAB) doctor

monolith: build ## Start the monolith to play with (Ctrl-C ends it)
	@$(LAB) up monolith --port "$(PORT)"

microservices: build ## Start the microservices to play with (Ctrl-C ends all of them)
	@$(LAB) up microservices --port "$(PORT)"

stop: ## End whatever a killed run has left
	@$(LAB) stop

clean: ## Remove what was built (results stay)
	@rm -rf .lab */dist microservices/*/dist
