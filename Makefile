# Two commands do everything: `make run` and `make test`. The rest serves those who build.

PYTHON ?= python3
BIN = .venv/bin
READY = .venv/.ready

.PHONY: run test check format words corrections authority picture bench app demo clean

run: $(READY)
	@sh scripts/run

test: $(READY)
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder --ignore tests/hands
	$(BIN)/pytest tests/hands -n 4 --dist worksteal

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -q tests/program/test_architecture.py

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
