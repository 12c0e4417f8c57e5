# Two commands do everything: `make run` and `make test`. The rest serves those who build.

PYTHON ?= python3
BIN = .venv/bin
READY = .venv/.ready

.PHONY: run test check check-papers format words corrections authority picture bench app demo clean

run: $(READY)
	@sh scripts/run

test: $(READY)
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder --max-worker-restart 1 --ignore tests/hands
	$(BIN)/pytest tests/hands -n 4 --dist worksteal

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -q tests/program/test_architecture.py

# Checks every paper of the sample with an independent checker in an environment of its own: it needs PyMuPDF,
# whose licence (AGPL) is not ours. Packs with a password are left out: it cannot open them.
check-papers: $(READY) build/outloud/.ready
	rm -rf build/papers
	$(BIN)/csassess demo build/papers
	find build/papers -name '*.pdf' -not -path '*/external-verifier*' -print0 | xargs -0 build/outloud/bin/outloud --quiet --fail-on error

build/outloud/.ready:
	$(PYTHON) -m venv build/outloud
	build/outloud/bin/python -m pip install --quiet --disable-pip-version-check outloud==0.2.1
	@touch $@

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

words: $(READY)
	$(BIN)/python -m scripts.words

corrections: $(READY)
	$(BIN)/python -m scripts.corrections

authority: $(READY)
	$(BIN)/python -m scripts.authority

picture: $(READY)
	$(BIN)/python -m scripts.architecture

bench: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,bench]'
	$(BIN)/python -m bench

demo: $(READY)
	$(BIN)/csassess demo demo

app: $(READY)
	$(BIN)/pyinstaller --noconfirm --log-level WARN build.spec
	rm -rf build/demo
	dist/csassess/csassess demo build/demo

$(READY): pyproject.toml constraints.txt scripts/set-up
	sh scripts/set-up $(PYTHON)
	@touch $@

clean:
	rm -rf .venv build dist demo
