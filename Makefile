# What a person or CI does with a checkout. Go, make and git are all it takes.

GO   ?= go
# Code is vetted by check, not a second time by tests.
TEST := $(GO) test -vet=off
SHOP := examples/shop
DEMO := $(SHOP)/shop.db

.PHONY: help demo test race kills soak oracle check fmt lint drift fuzz bench clean

help: ## lists the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

bin/orchestrix-gen: FORCE
	@$(GO) build -o $@ ./cmd/orchestrix-gen
FORCE:

demo: bin/orchestrix-gen ## builds the tool, generates the shop, runs it on embedded SQLite
	bin/orchestrix-gen -C $(SHOP) generate
	@rm -f $(DEMO)*
	$(GO) run ./$(SHOP) demo -db $(DEMO)
	@rm -f $(DEMO)*

test: ## runs every test
	$(TEST) ./...
	cd bench && $(TEST) ./...

# What SQLite was translated to works on memory of its own, at which the race
# detector doesn't look, being none of Go's: watched, it would only be slow.
UNWATCHED := modernc.org/sqlite/lib modernc.org/libc/... modernc.org/memory
race: ## runs the tests of what is concurrent under the race detector, without those that compile what was generated
	$(TEST) -race -short $(UNWATCHED:%=-gcflags=%=-race=false) ./runtime/... ./generator/... ./schema

KILLS ?= 200
kills: ## kills a writing process KILLS times and looks for every acknowledged event, and one that rebuilds a read model
	ORCHESTRIX_KILLS=$(KILLS) $(TEST) -count=1 -timeout=1h -run '^TestStore/survives|^TestARebuildThatIsKilled' ./runtime/sqlite ./runtime/postgres ./runtime/readmodel

SOAK ?= 1000
soak: ## kills processes that write, project and react SOAK times, on SQLite and Postgres, and looks for what is lost or doubled
	ORCHESTRIX_SOAK=$(SOAK) $(TEST) -count=1 -timeout=3h -v -run '^TestStore$$/^processes' ./runtime/sqlite ./runtime/postgres

EXPRESSIONS ?= 2600
INPUTS ?= 400
SEED ?= 1
oracle: ## compares a million cases of expressions, EXPRESSIONS over INPUTS made up from SEED, with cel-go
	ORCHESTRIX_EXPRESSIONS=$(EXPRESSIONS) ORCHESTRIX_INPUTS=$(INPUTS) ORCHESTRIX_SEED=$(SEED) ORCHESTRIX_PLANTED=all \
		$(TEST) -count=1 -timeout=30m -v -run '^TestCompiledExpressionsGiveWhatCELGoGives$$' ./generator/golang

check: fmt lint drift ## everything CI looks at beside the tests

fmt:
	@test -z "$$(gofmt -l .)" || { echo "gofmt would change:"; gofmt -l .; exit 1; }

lint:
	$(GO) vet ./...
	$(GO) -C bench vet ./...
	@$(GO) -C .ci/tools build -o ../../bin/staticcheck honnef.co/go/tools/cmd/staticcheck
	bin/staticcheck ./...

drift: bin/orchestrix-gen ## fails when generated code isn't what the models make
	bin/orchestrix-gen -C $(SHOP) generate --check
	bin/orchestrix-gen -C bench generate --check

FUZZTIME ?= 20s
fuzz: ## fuzzes every target for FUZZTIME
	@GO=$(GO) FUZZTIME=$(FUZZTIME) .ci/fuzz

# BENCH picks topics by a pattern, and QUICK=1 measures in a few short rounds:
# both are for looking while one works, and write no file.
BENCH ?=
QUICK ?=
bench: ## measures against limits and peers, and writes bench/RESULTS.md
	$(GO) -C bench run . -only '$(BENCH)' $(if $(QUICK),-quick)

clean:
	rm -rf bin $(DEMO)*
