# make help lists the targets.

GO            ?= go
VERSION       ?= $(shell sed -n 's/^var Number = "\(.*\)"/\1/p' internal/version/version.go)
LINT_VERSION  := v2.15.0
LINT          := bin/tools/golangci-lint-$(LINT_VERSION)
RELEASER      := bin/tools/goreleaser-v2.16.0
BILLS         := bin/tools/cyclonedx-gomod
DEMO          := examples/embedded/lab.yaml

# Kubernetes asks every program that serves its API for this version. It is set when linking only, so that tests and
# programs share what is compiled.
KUBERNETES    := v1.36.3
COMPONENT     := k8s.io/component-base/version
EMBEDDED_LINK := -s -w -X main.version=$(VERSION) -X $(COMPONENT).gitVersion=$(KUBERNETES) -X $(COMPONENT).gitMajor=1 -X $(COMPONENT).gitMinor=36
LINK          := -s -w -X github.com/kaaslab/kaaslab/internal/version.Number=$(VERSION)
EMBEDDED_MOD  := -modfile=generated/embedded.mod
SVELTOS_MOD   := -modfile=../generated/sveltos.mod

E2E_DAEMON    := unix:///var/lib/kaaslab-e2e/docker.sock
DOCKER_TESTS  := ./executor/docker/... ./executor/host ./executor/management/k3d ./executor/preflight
SCENARIOS     := $(GO) -C e2e test -p 1 -v -count=1 -timeout 60m

.DEFAULT_GOAL := help
.PHONY: help build demo demo-down test conformance editor ui ui-pictures contracts e2e e2e-ha e2e-compare lint schema docs generate bench clean recording release-files record record-docker soak strangers release-check release-dry-run

help: ## List the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name what; do printf '  %-15s %s\n' "$$name" "$$what"; done

build: bin/kaaslab-container ## Build bin/kaaslab and bin/kaaslab-container, and bin/kaaslab-embedded with bin/kaaslab-sveltos
	$(GO) build -ldflags '$(LINK)' -o bin/kaaslab ./cmd/kaaslab
	$(GO) -C embedded run ./internal/generate
	$(GO) -C embedded build $(EMBEDDED_MOD) -ldflags '$(EMBEDDED_LINK)' -o ../bin/kaaslab-embedded .
	$(GO) -C embedded/sveltos build $(SVELTOS_MOD) -ldflags '-s -w' -o ../../bin/kaaslab-sveltos .

# It runs in a container that has nothing else, whatever this machine is.
.PHONY: bin/kaaslab-container
bin/kaaslab-container:
	CGO_ENABLED=0 GOOS=linux GOARCH=$$($(GO) env GOHOSTARCH) $(GO) build -trimpath -ldflags '-s -w' -o $@ ./cmd/kaaslab-container

demo: build ## Make the example lab with three simulated clusters, and show it
	bin/kaaslab apply -f $(DEMO) --yes
	@echo
	bin/kaaslab status -f $(DEMO)
	@echo
	bin/kaaslab plan -f $(DEMO) --detailed-exitcode
	@printf '\nThe lab is up. Look around, or edit $(DEMO) and apply it again:\n\n'
	@printf '  kubectl --kubeconfig %s get clusters,machines\n' "$$(bin/kaaslab kubeconfig -f $(DEMO) --path)"
	@printf '  kubectl --kubeconfig %s get pods --all-namespaces\n' "$$(bin/kaaslab kubeconfig available -f $(DEMO) --path)"
	@printf '  bin/kaaslab plan -f $(DEMO)\n  make demo-down\n'

demo-down: ## Remove the example lab
	bin/kaaslab destroy -f $(DEMO) --yes

# Those wait more than they work, so there are more of them at a time than processors.
test: build ## Run all tests, with those that start a real management cluster
	$(GO) test -timeout 40m -parallel 4 ./...
	$(GO) -C embedded test $(EMBEDDED_MOD) -timeout 20m ./...

conformance: build ## Run upstream's conformance tests of the API on a simulated cluster (links the kubelet: some minutes the first time)
	bin/kaaslab apply -f embedded/conformance/lab.yaml --yes
	KAASLAB_CONFORMANCE_KUBECONFIG="$$(bin/kaaslab kubeconfig -f embedded/conformance/lab.yaml one --path)" $(GO) -C embedded/conformance test -count=1 -timeout 60m . ; code=$$?; bin/kaaslab destroy -f embedded/conformance/lab.yaml --yes; exit $$code

editor: ## Run the tests of the schema in yaml-language-server (needs Node and npm)
	npm ci --prefix editor --no-audit --no-fund
	$(GO) test -count=1 ./editor

ui: ## Run the tests of page and graphs in Chromium, with the accessibility checker and Mermaid (needs Chromium, Node and npm)
	npm ci --prefix internal/cli/page/testdata --no-audit --no-fund
	npm ci --prefix internal/cli/graph/testdata --no-audit --no-fund
	$(GO) test -count=1 -v -run TestBrowser ./internal/cli/page ./internal/cli/graph

ui-pictures: ## Take the pictures of docs/ui.md
	$(GO) test -count=1 -run TestPictures ./internal/cli/page -pictures $(CURDIR)/docs/images

# The daemons go, and with them all that they run, also when a scenario was killed; what was built stays.
e2e: ## Run the scenarios on a real lab on Docker (Linux, root, Debian; builds its images first)
	@$(SCENARIOS) ./scenario ./proof $(E2E_ARGS); code=$$?; \
	$(GO) -C e2e run ./cmd/daemon -dir /var/lib/kaaslab-e2e-pulls purge; $(GO) -C e2e run ./cmd/daemon purge; exit $$code

contracts: bin/kaaslab-container ## Run the tests of the Docker adapters on a real daemon (Linux, root, Debian)
	@$(GO) -C e2e run ./cmd/daemon up >/dev/null && KAASLAB_DOCKER_HOST=$(E2E_DAEMON) $(GO) test -count=1 -p 1 $(DOCKER_TESTS); \
	code=$$?; $(GO) -C e2e run ./cmd/daemon purge; exit $$code

e2e-ha: ## Run the scenario of a small lab with three control plane machines
	@$(SCENARIOS) ./scenario -run TestOnTheNetworkOfTheUser -args -control-planes 3; code=$$?; $(GO) -C e2e run ./cmd/daemon purge; exit $$code

e2e-compare: ## Time the same lab made step by step and by one apply
	@$(SCENARIOS) ./scenario -run TestStepByStep -args -compare; code=$$?; $(GO) -C e2e run ./cmd/daemon purge; exit $$code

# The other modules link all of Kubernetes, which the linter would take minutes and gigabytes to read.
lint: $(LINT) ## Check formatting, style and the walls between packages
	$(LINT) run ./...
	$(LINT) fmt --diff e2e embedded
	$(GO) -C e2e vet ./...

# A version in the name, so that a new one is built when it changes.
$(LINT):
	GOBIN=$(CURDIR)/bin/tools $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION)
	mv bin/tools/golangci-lint $@

schema: ## Write the JSON schema anew from the Go types
	$(GO) generate ./schemas

docs: schema ## Write the pages of the reference anew
	$(GO) run ./cmd/kaaslab docs docs

generate: docs ## Write everything that is generated
	$(GO) -C embedded run ./internal/generate

# RECORD_ARGS may be -sites 8, -until 2h or -only 'upgrade, killed'; what is done is kept in bin/record, by commit.
record: build ## Let every fault meet every request of kaaslab, and write docs/reliability.md (hours; it goes on where it was stopped)
	$(GO) test ./record -count=1 -timeout 0 -v -run 'TestRecord|TestMemory|TestEmbedded|TestDrift|TestLoad' -record $(RECORD_ARGS)

# SOAK_ARGS may be -soak 15m, and -seed with the number that an earlier one has printed.
soak: build ## Use an embedded lab under edits, drift, kills and restarts (an hour), and write into docs/reliability.md what it came to take
	$(GO) test ./record -count=1 -timeout 0 -v -run TestSoak -soak 1h $(SOAK_ARGS)

# With RECORD_ARGS='-seed N' it is the one that has printed this number.
strangers record-docker: export KAASLAB_DOCKER_HOST = unix:///var/lib/kaaslab-strangers/docker.sock
strangers: build ## Make labs among containers, volumes and networks of others on a real Docker daemon (Linux, root, Debian), and write into docs/reliability.md
	@$(GO) -C e2e run ./cmd/daemon -dir /var/lib/kaaslab-strangers up >/dev/null && $(GO) test ./record -count=1 -timeout 0 -v -run TestStrangersOnADaemon -record $(RECORD_ARGS); \
	code=$$?; $(GO) -C e2e run ./cmd/daemon -dir /var/lib/kaaslab-strangers purge; exit $$code

# The same daemon, with the images of e2e/. RECORD_ARGS is as for record; -until is how long quick points are begun, and then lives of a real lab.
record-docker: build ## Let faults meet requests to a real Docker daemon (Linux, root, Debian), and write into docs/reliability.md
	@$(GO) -C e2e run ./cmd/daemon -dir /var/lib/kaaslab-strangers up >/dev/null && \
	export KAASLAB_RECORD_REPOSITORY=$$($(GO) -C e2e run ./cmd/images -host $$KAASLAB_DOCKER_HOST | sed -n 's/^repository: //p') && \
	$(GO) test ./record -count=1 -timeout 0 -v -run 'TestDocker|TestRealLab' -record -until 1h $(RECORD_ARGS); \
	code=$$?; $(GO) -C e2e run ./cmd/daemon -dir /var/lib/kaaslab-strangers purge; exit $$code

# BENCH names those to run, such as 'Fleet|Page'. What could be measured is written where others failed.
BENCH         ?= .
bench: build ## Run the benchmarks, and write docs/performance.md's tables of those that were run
	@rm -f bin/bench.failed
	{ $(GO) test -run '^$$' -bench '$(BENCH)' -benchmem -timeout 90m ./... || touch bin/bench.failed; } | tee bin/bench.txt
	$(GO) run ./bench/tables docs/performance.md <bin/bench.txt
	@test ! -e bin/bench.failed || { echo 'bench: a benchmark failed, see bin/bench.txt' >&2; exit 1; }

# What goreleaser is told of the commit that it packs.
RELEASE = PATH="$(CURDIR)/bin/tools:$(PATH)" VERSION=$(VERSION) KUBERNETES=$(KUBERNETES) $(shell TZ=UTC0 git log -1 --date=iso-strict-local --format='COMMIT=%H DATE=%cd EPOCH=%ct')

recording: build ## Record docs/images/demo.svg anew, from a real run (minutes)
	$(GO) -C docs/recording run .

release-dry-run: $(RELEASER) $(BILLS) ## Make all packages in dist/ and look into them (an hour of compiling); publish nothing
	$(RELEASE) $(RELEASER) release --snapshot --clean --timeout 4h
	KAASLAB_DIST=$(CURDIR)/dist $(GO) -C release test -count=1 ./...

# What the tests have compiled is used again, so this is one platform, and the C library is linked.
release-check: export KAASLAB_CGO = 1
release-check: export KAASLAB_BUILD_FLAG = -mod=readonly
release-check: $(RELEASER) $(BILLS) ## The same for linux/amd64 only, in a minute or two
	mkdir -p bin/release
	sed -e 's/^  goos: .*/  goos: [linux]/' -e 's/^  goarch: .*/  goarch: [amd64]/' .goreleaser.yaml >bin/release/check.yaml
	$(RELEASE) $(RELEASER) release --snapshot --clean --config bin/release/check.yaml
	KAASLAB_DIST=$(CURDIR)/dist KAASLAB_PLATFORMS=linux/amd64 $(GO) -C release test -count=1 ./...

# What packages hold beside the programs. The date of the pages is the commit's, so that equal commits make equal packages.
release-files: export SOURCE_DATE_EPOCH = $(EPOCH)
release-files:
	$(GO) -C embedded run ./internal/generate
	rm -rf bin/release/man bin/release/completions
	mkdir -p bin/release/completions
	$(GO) build -ldflags '$(LINK)' -o bin/release/kaaslab ./cmd/kaaslab
	bin/release/kaaslab man bin/release/man && gzip -9n bin/release/man/*.1
	bin/release/kaaslab completion bash >bin/release/completions/kaaslab.bash
	bin/release/kaaslab completion zsh >bin/release/completions/_kaaslab
	bin/release/kaaslab completion fish >bin/release/completions/kaaslab.fish

$(RELEASER):
	GOBIN=$(CURDIR)/bin/tools $(GO) install github.com/goreleaser/goreleaser/v2@$(patsubst bin/tools/goreleaser-%,%,$@)
	mv bin/tools/goreleaser $@

$(BILLS): release/go.mod
	$(GO) -C release build -o ../$@ github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod

clean: ## Remove what was built; labs stay
	rm -rf bin dist
