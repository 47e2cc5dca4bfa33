# Sanad. `make run` starts the observatory, `make test` checks everything; the rest is below.
# Needs Go; `make test` also uses Node and npm for the browser tests and says so where they are missing.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := build

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
TOOL    := go tool -modfile=tools.mod
FUZZ    ?= 10s
EVENTS  ?=

.PHONY: build run test browser race fuzz lint fmt eval bench clean

build: ## the program, as bin/sanad
	go build -trimpath -ldflags "-X main.version=$(VERSION)" -o bin/sanad ./cmd/sanad

run: build ## the starter corpus as pages on http://127.0.0.1:8080
	./bin/sanad demo

test: browser ## all tests; what can't run here is listed at the end
	$(TOOL) gotestsum --format standard-quiet $(if $(EVENTS),--jsonfile $(EVENTS)) -- ./...

browser: ## a headless browser for the tests, from npm, once
	@if command -v npm >/dev/null 2>&1; then \
	  [ e2e/node_modules/.package-lock.json -nt e2e/package-lock.json ] || (cd e2e && npm ci --no-audit --no-fund); \
	else echo "npm is not installed: the browser tests will be skipped"; fi

# Where goroutines of ours share something. Under the detector the store's whole suite and the command line's
# scripts, which start processes, take ten minutes each: of the store, what several writers and readers do.
RACE = ./text ./coder ./internal/pipeline ./internal/web ./internal/log

race: ## the tests of what runs concurrently, under the race detector (needs a C compiler)
	CGO_ENABLED=1 $(TOOL) gotestsum --format standard-quiet -- -race -short -timeout 15m $(RACE)
	CGO_ENABLED=1 $(TOOL) gotestsum --format standard-quiet -- -race -short -timeout 15m -run 'TestEvidence|TestTwoProcessesAppend|TestLease' ./internal/store/sqlite

fuzz: ## each fuzz test for FUZZ (10s)
	@for pkg in $$(go list ./...); do \
	  dir=$$(go list -f '{{.Dir}}' $$pkg); \
	  for f in $$(grep -hos '^func Fuzz[A-Za-z0-9_]*' $$dir/*_test.go | sed 's/func //'); do \
	    echo "fuzz $$pkg $$f"; go test -run='^$$' -fuzz="^$$f\$$" -fuzztime=$(FUZZ) $$pkg; \
	  done; done

lint: ## vet, staticcheck, formatting, and the codebook
	go vet ./...
	$(TOOL) staticcheck ./...
	@out=$$($(TOOL) gofumpt -l $$(git ls-files '*.go')); [ -z "$$out" ] || { echo "gofumpt would change:"; echo "$$out"; exit 1; }
	go run ./cmd/sanad codebook check

fmt:
	$(TOOL) gofumpt -w $$(git ls-files '*.go')

eval: ## the accuracy that docs/coding.md states, against the golden scores
	go run ./cmd/sanad eval
	go run ./text/eval

bench: ## benchmarks of every package
	go test -run='^$$' -bench=. -benchmem ./...

clean:
	rm -rf bin e2e/node_modules
