# The hotline's tasks. `make` alone lists them.
SITE ?= sites/anhui.toml
# The system's own Python first: it stays when a user's goes, is mended with the system, and is built to be fast
# (docs/decisions/0091-the-systems-python.md). `make PYTHON=python3.13` decides otherwise.
PYTHON ?= $(shell for p in /usr/bin/python3 python3 python3.14 python3.13 python3.12 python3.11; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
HOTLINE := $(BIN)/hotline

.PHONY: help venv setup run call test lint format prompts bench listen pictures clean

help: ## list the tasks
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1|/' | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'
	@echo
	@echo "  options: SITE=sites/<name>.toml   make call ARGS='--dialed 055112385 --caller 05515550101'"

venv:
	@test -n "$(PYTHON)" || { echo "set-up: Python 3.11 or newer is needed (Debian: apt-get install python3)"; exit 1; }
	@$(PYTHON) hotline/bootstrap.py

setup: venv ## all the set-up: dependencies, Asterisk, speech, SIPp, the desktop
	@$(HOTLINE) setup $(SITE)

run: venv ## run the hotline of SITE on this machine; Ctrl-C stops it
	@$(HOTLINE) up $(SITE) --demo $(if $(AT),--at $(AT))

call: venv ## place a real SIP call to the running hotline (ARGS='--help' lists the options)
	@$(HOTLINE) call $(SITE) $(ARGS)

# The tests start hundreds of Pythons: none of them compiles the project anew, whatever the shell wants otherwise.
test: export PYTHONDONTWRITEBYTECODE =
test: venv ## every test: Asterisk, SIPp and Chromium ones too
	@$(HOTLINE) setup $(SITE) --for-tests
	@$(BIN)/ruff check -q . && $(BIN)/ruff format -q --check .
	@$(BIN)/mypy
	@$(BIN)/pytest -n 4 --dist loadfile --no-loadscope-reorder $(ARGS)

lint: venv ## ruff, mypy, import contracts
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

format: venv ## put the code in the house's format
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

prompts: venv ## render the standard prompts where they changed, and have a recogniser listen to all of them
	@$(HOTLINE) prompts make

bench: venv ## every benchmark; figures go to docs/benchmarks.md
	@$(HOTLINE) setup $(SITE) --for-tests
	@$(BIN)/python -m bench

listen: venv ## what a screen reader says at the desk: a real Orca, where it is installed (SPEAKS=ko)
	@$(HOTLINE) setup $(SITE) --for-tests
	@$(BIN)/python -m tests.screen_reader $(SPEAKS)

pictures: export HOTLINE_PICTURES = $(CURDIR)/docs/pictures
pictures: venv ## the screenshots under docs/pictures/
	@$(HOTLINE) setup $(SITE) --for-tests
	@$(BIN)/pytest -q tests/end_to_end/test_a_call_becomes_a_ticket.py tests/end_to_end/test_supervisor_and_archivist.py \
	  tests/end_to_end/test_a_ticket_lives_at_the_desk.py tests/end_to_end/test_a_korean_desk.py \
	  tests/end_to_end/test_a_whole_life_at_the_desk.py tests/end_to_end/test_a_life_by_the_clock.py

clean: ## remove what the project made in this folder (the environment, Asterisk, run folders)
	rm -rf .venv .hotline desktop/node_modules desktop/dist
