# `make help` lists what there is to do.
.DEFAULT_GOAL := help
.PHONY: help run test test-postgres chaos outages fuzz check bench load answers lighthouse messages docs audit lock venv

PYTHON ?= python3
BIN := .venv/bin
# `make test` passes these on to pytest, such as ARGS="-k webhook".
ARGS ?=

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: venv ## Run both demo boards with the Stripe sandbox (PORT, SANDBOX_PORT, DATABASE_URL, DEBUG=1)
	@exec $(BIN)/python scripts/run.py

test: venv ## Run every test (ARGS="-k word" picks some)
	@exec $(BIN)/python scripts/test.py $(ARGS)

test-postgres: venv ## Run every test on PostgreSQL (TEST_POSTGRES_URL, or the one on this machine)
	@exec $(BIN)/python scripts/test.py --on-postgres $(ARGS)

chaos: venv ## Run hundreds of employers while Stripe misbehaves and workers are killed (SEED, SUBMISSIONS=1000, KILLS=20)
	@exec $(BIN)/python -m tests.chaos $(if $(SEED),--seed $(SEED)) --submissions $(or $(SUBMISSIONS),1000) --kills $(or $(KILLS),20)

outages: venv ## Stop each part that the site needs, and print what readers, employers, editors and alarms got
	@exec $(BIN)/python -m tests.outages

fuzz: venv ## Send twelve thousand hostile requests to the webhook, and thousands elsewhere (FUZZ_EXAMPLES=2000 of each kind)
	@FUZZ_EXAMPLES=$(or $(FUZZ_EXAMPLES),2000) $(BIN)/python -m pytest payments/tests/test_hostile_*.py --numprocesses=auto --quiet --show-capture=no

check: venv ## Check format, style, types, imports, templates, migrations and the production settings
	@exec $(BIN)/python scripts/check.py

bench: venv ## Measure pages beside baselines of the same run (SIZE=100000 listings, SECONDS=3 a page, OUTPUT=file)
	@exec $(BIN)/python -m benchmarks --size $(or $(SIZE),10000) --seconds $(or $(SECONDS),3) --output "$(OUTPUT)"

load: venv ## Load two hosts with readers, employers and an editor, and see how stale pages get (SECONDS=60, SIZE, SEED)
	@exec $(BIN)/python -m benchmarks.load --seconds $(or $(SECONDS),60) --size $(or $(SIZE),1000) --seed $(or $(SEED),1)

answers: venv ## Compare 500 random searches: cached, uncached, and as Python finds them (SEED)
	@exec $(BIN)/python -m benchmarks.same_answers --seed $(or $(SEED),1)

lighthouse: venv ## Measure the running boards with Lighthouse (needs Node.js; PORT as for `make run`)
	@exec $(BIN)/python -m benchmarks.lighthouse

# Left out: the sandbox, which is in English only; the demo, whose texts are content; and what no visitor sees.
messages: venv ## Bring locale/ up to date with the sources (needs gettext)
	$(BIN)/python manage.py makemessages --all --no-location --no-wrap --no-obsolete $(addprefix -i ,.venv var tests stripe_sandbox demo benchmarks scripts)
	$(BIN)/python manage.py compilemessages -i .venv

docs: venv ## Build the docs as a site in var/docs
	@$(BIN)/uv run --isolated --no-project --with-requirements docs/requirements.txt mkdocs build --strict --quiet
	@echo "var/docs/architecture.html and its neighbours"

audit: venv ## Name pinned packages with known holes
	@exec $(BIN)/python scripts/audit.py

lock: export UV_CUSTOM_COMPILE_COMMAND = make lock
lock: venv ## Compile requirements*.in to the hashed pins
	$(BIN)/uv pip compile --universal --no-strip-extras --python-version 3.11 --generate-hashes --quiet -o requirements.txt requirements.in
	$(BIN)/uv pip compile --universal --no-strip-extras --python-version 3.11 --generate-hashes --quiet -c requirements.txt -o requirements-dev.txt requirements-dev.in
	$(BIN)/uv pip compile --universal --no-strip-extras --python-version 3.11 --generate-hashes --quiet -c requirements-dev.txt -o stripe_sandbox/requirements.txt stripe_sandbox/requirements.in
	$(BIN)/uv pip compile --universal --no-strip-extras --python-version 3.11 --generate-hashes --quiet -o docs/requirements.txt docs/requirements.in
	$(BIN)/uv pip compile --universal --no-strip-extras --python-version 3.11 --generate-hashes --quiet -o requirements-audit.txt requirements-audit.in

venv:
	@$(PYTHON) scripts/bootstrap.py
