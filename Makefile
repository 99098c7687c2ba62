# Thin front of the `lab` command; see `make help`. Works with GNU make 3.81 and later.
# Make turns every failure into its own exit code 2: scripts that tell failures apart call `npx lab` instead.

# What a user may set. A value goes to a recipe through the environment, as it was typed: neither make nor a shell reads it.
# What is not set is left to the lab: it knows the defaults, and a run that is resumed has its own.
VARIABLES := SCENARIO PROFILE ARMS SEED CAPACITY DRIVER RESUME GATE QUIET JSON RUN RECOMPARE A B PORT STRIKES RUNS ROUNDS FROM NAME DIR LIVE
# Of these, what is on or off: an empty one is off. An empty one of the others is a mistake, e.g. of a script.
SWITCHES := GATE QUIET JSON RECOMPARE LIVE
# What was typed after make. A name that nobody reads is refused: a misspelt SCENARIO would measure another one, for minutes.
TYPED := $(foreach v,$(.VARIABLES),$(if $(filter command,$(origin $(v))),$(v)))
# Settings of the lab's components may stand there as well: make passes them on.
UNKNOWN := $(filter-out $(VARIABLES) %_URL LAB LAB_% SHELL MAKE%,$(TYPED))
EMPTY := $(strip $(foreach v,$(filter-out $(SWITCHES),$(filter $(VARIABLES),$(TYPED))),$(if $(value $(v)),,$(v))))
$(if $(UNKNOWN),$(error There is no variable $(firstword $(UNKNOWN)). Variables: $(VARIABLES). Settings of the shop and the lab go before make: AMQP_URL=... make run-scenario))
$(if $(EMPTY),$(error $(firstword $(EMPTY)) is empty. Leave it out for the default, or give it a value))
pass = $(eval $(1)_FROM := $(origin $(1)))$(eval override $(1) := $$(value $(1)))$(eval export $(1))
$(foreach v,$(VARIABLES),$(if $(filter-out undefined,$(origin $(v))),$(call pass,$(v))))

LAB := node lab/bin/lab.js
# $(call flag,GATE,gate) is --gate, unless GATE is empty or 0.
flag = $(if $(filter-out 0,$($(1))),--$(2))
live = $(call flag,LIVE,live)
# Somebody may have forgotten that the shell's environment holds a variable: a recipe says which of its own it found there.
FOUND := %s=%s, from the environment\n
tell = $(if $(filter environment%,$($(1)_FROM)),$(if $($(1)),printf '$(FOUND)' $(1) "$$$(1)" >&2;))
uses = $(foreach v,$(1),$(call tell,$(v)))

node-or-end = command -v node >/dev/null || { echo "Node.js is missing: install version 20.19 or later from https://nodejs.org" >&2; exit 1; }

.DEFAULT_GOAL := help
.PHONY: help install build predict run-scenario live report recheck compare board room answers list test torture lint bench calibrate planted prepare consul kafka go python doctor monolith microservices redrive stop clean

help: ## Show this help
	@echo "Usage: make <target> [VARIABLE=value]"
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-15s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "Variables of run-scenario:"
	@echo "  SCENARIO=latency        what to measure (make list shows all)"
	@echo "  PROFILE=quick           smoke (about a minute), quick (about six) or full (about thirty)"
	@echo "  ARMS='a,b+choice=value' what to compare: each arm is a base and choices, e.g. microservices+timeouts=off"
	@echo "                          (make list shows all); the same arm twice shows the noise"
	@echo "  SEED=7                  repeat the order of trials and the requests of an earlier run"
	@echo "  CAPACITY=80             loads are shares of so many requests a second, and not of what is measured at the start"
	@echo "  DRIVER=embedded         what sends the load: embedded or k6"
	@echo "  RESUME=latest           go on with a run that was interrupted or killed (its id works too)"
	@echo "  GATE=1                  fail when a claim's verdict is not the expected one (for CI)"
	@echo "  QUIET=1, JSON=1         no progress; comparison.json instead of the summary (for scripts)"
	@echo "  LIVE=1                  show the run in a browser while it goes on (PORT=: of that page, a free one by default)"
	@echo
	@echo "RUN=, A= and B= name a run: its id or the beginning of one, the path of its folder, latest, latency/latest,"
	@echo "reference/latency. RECOMPARE=1 also decides a run's claims again."
	@echo "RUNS=10 sets how often make planted runs, ROUNDS=6 for how long, SEED=1 from which seed on; with RUN= it only counts."
	@echo "STRIKES=500 sets how often make torture strikes, SEED=7 what and when."
	@echo "SCENARIO=latency says what make predict asks about; FROM=<file> has the answers already (npx lab predict latency --template"
	@echo "prints such a file), NAME=<who> says whose they are. DIR=<folder> has the runs for make room: those of a whole workshop."
	@echo "PORT=3000 sets the port of make monolith and make microservices."

# npm writes this file at the end of an installation, so it is the installation's time stamp.
node_modules/.package-lock.json: package.json package-lock.json
	@$(node-or-end)
	@echo "Installing packages (sqlite3 is compiled where no ready-made binary can be had; that takes some minutes) ..."
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $@

install: node_modules/.package-lock.json ## Install the npm packages

build: install ## Compile what has changed
	@test -e lab/dist/cli.js || echo "Compiling (half a minute, the first time) ..." >&2
	@npm run --silent build

# NAME is only taken where it was typed after make: some systems keep the machine's name in a variable of that name.
predict: build ## Write down what you expect, before a run: SCENARIO=latency (FROM=<file> NAME=<who>)
	@$(call uses,SCENARIO FROM) \
	$(LAB) predict --from="$$FROM" --name="$(if $(filter command,$(NAME_FROM)),$$NAME)" -- "$$SCENARIO"

run-scenario: build ## Run a scenario and compare its arms; its variables are below
	@$(call uses,SCENARIO PROFILE ARMS SEED CAPACITY DRIVER RESUME GATE QUIET JSON $(if $(live),LIVE PORT)) \
	$(LAB) run --profile="$$PROFILE" --arms="$$ARMS" --seed="$$SEED" --capacity="$$CAPACITY" --driver="$$DRIVER" \
	  --resume="$$RESUME" $(call flag,GATE,gate) $(call flag,QUIET,quiet) $(call flag,JSON,json) \
	  $(if $(live),$(live) --port="$$PORT") -- "$$SCENARIO"

live: override LIVE := 1
live: run-scenario ## The same with LIVE=1: watch the run in a browser while it goes on

report: build ## Make a run's reports again from its files: RUN=<run>
	@$(call uses,RUN RECOMPARE) $(LAB) report $(call flag,RECOMPARE,recompare) -- "$$RUN"

recheck: build ## Compute a run's comparisons again from its trials, by a second program: RUN=<run> (JSON=1)
	@$(call uses,RUN JSON) $(LAB) recheck $(call flag,JSON,json) -- "$$RUN"

compare: build ## Compare two runs (another commit, machine, setting): A=<run> B=<run>, or the two newest
	@$(call uses,A B JSON) $(LAB) compare $(call flag,JSON,json) $(if $(A)$(B),-- "$$A" "$$B")

board: build ## Write results/index.html: every claim with its latest verdict
	@$(LAB) board

room: build ## Lay the runs of many machines side by side in <folder>/room.html: DIR=<folder with their runs>
	@$(call uses,DIR) $(LAB) room -- "$$DIR"

answers: build ## Answer the two interview questions from the verdicts measured here; writes results/answers.en.md and .ko.md
	@$(LAB) answers

list: build ## List scenarios and claims, what arms are made of, profiles
	@$(LAB) list

test: build ## Run all tests: units, real processes, real RabbitMQ, the behaviour suite
	@npm test --silent

torture: build ## Kill, stop and restart parts of the shop under load, then check its books: STRIKES=500 SEED=7
	@$(call uses,STRIKES SEED) STRIKES="$${STRIKES:-100}" npx vitest run --project system acceptance/test/torture.test.ts

lint: build ## Check style, borders, types of the tests and dead code
	@npm run --silent lint

bench: build ## Measure what the layers cost; writes results/bench.json
	@node benchmarks/dist/main.js

calibrate: build ## Hold the drivers against known answers (DRIVER=, JSON=1); writes results/calibration.json
	@$(call uses,DRIVER JSON) $(LAB) calibrate --driver="$$DRIVER" $(call flag,JSON,json)

planted: build ## Count how often quick runs read effects of known size: RUNS=10 SEED=1 ROUNDS=3, or RUN=<run>,<run>
	@$(call uses,RUNS ROUNDS SEED RUN) \
	$(LAB) planted --runs="$$RUNS" --rounds="$$ROUNDS" --seed="$$SEED" --run="$$RUN"

prepare: build ## Fetch what runs need and start each shop once: afterwards no network is needed
	@$(LAB) prepare

consul: ## Build Consul 1.14.5, for the arms that lock in it: needs Go, takes four minutes
	@$(node-or-end)
	@node scripts/build-consul.mjs

kafka: ## Fetch Kafka 4.2.1, for the arms that need it: needs Maven and Java 17
	@$(node-or-end)
	@node scripts/fetch-kafka.mjs

go: ## Build the service of recommendations in Go, for arms with stack=go: needs Go 1.26
	@$(node-or-end)
	@node scripts/build-go.mjs

python: ## Make what the service of recommendations in Python needs, for arms with stack=python: needs Python 3.9
	@$(node-or-end)
	@node scripts/build-python.mjs

doctor: ## Show what this machine has and which scenarios it can run; needs nothing installed (JSON=1)
	@$(node-or-end)
	@node lab/bin/doctor.mjs $(call flag,JSON,json)

monolith: build ## Start the monolith to play with (Ctrl-C ends it)
	@$(call uses,PORT) $(LAB) up --port="$$PORT" monolith

microservices: build ## Start the microservices to play with (Ctrl-C ends all of them)
	@$(call uses,PORT) $(LAB) up --port="$$PORT" microservices

redrive: build ## Have dead letters of the running shops tried again (events that a subscriber could not apply)
	@$(LAB) redrive

stop: ## End whatever a killed run has left
	@$(LAB) stop

clean: ## Remove what was built (results stay)
	@rm -rf .lab */dist microservices/*/dist
