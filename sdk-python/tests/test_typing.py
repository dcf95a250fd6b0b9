"""typing_tokens.py holds what must and what must not type-check; the checkers judge it."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NODE_MODULES = ROOT.parent / "node_modules" / ".bin"
PYRIGHT = shutil.which("pyright", path=str(NODE_MODULES)) or shutil.which("pyright")


def run(*command: str) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "internal error" not in done.stdout.lower() + done.stderr.lower()
    return done.stdout + done.stderr


@pytest.mark.skipif(PYRIGHT is None, reason="pyright is not installed (npm install in the root of the repository)")
def test_pyright_finds_the_mistakes_and_nothing_else() -> None:
    assert PYRIGHT is not None
    output = run(PYRIGHT, "-p", ".", "--pythonpath", sys.executable)
    assert "0 errors, 0 warnings" in output, output


@pytest.mark.skipif(PYRIGHT is None, reason="pyright is not installed (npm install in the root of the repository)")
def test_pyright_names_the_misspelt_input(tmp_path: Path) -> None:
    assert PYRIGHT is not None
    program = tmp_path / "program.py"
    program.write_text(
        "from typing_tokens import Order\n"
        "from flowlang import FlowLangClient\n"
        'FlowLangClient().execute_flow(Order, {"order_i": "ord_1", "items": []})\n'
        "FlowLangClient().execute_flow(Order)\n"
    )
    (tmp_path / "pyrightconfig.json").write_text(
        f'{{"typeCheckingMode": "strict", "extraPaths": ["{ROOT}/src", "{ROOT}/tests"]}}'
    )
    output = run(PYRIGHT, "-p", str(tmp_path), "--pythonpath", sys.executable)
    assert '"order_i" is an undefined item in type "OrderInputs"' in output
    assert '"Flow[OrderInputs, OrderOutputs]" is not assignable to' in output


@pytest.mark.skipif(importlib.util.find_spec("mypy") is None, reason="mypy is not installed")
def test_mypy_finds_the_mistakes_and_nothing_else() -> None:
    output = run(sys.executable, "-m", "mypy", "--cache-dir", "/dev/null")
    assert "Success: no issues found" in output, output


@pytest.mark.skipif(importlib.util.find_spec("mypy") is None, reason="mypy is not installed")
def test_mypy_names_the_misspelt_input_where_the_inputs_have_a_type(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "from typing_tokens import Order, OrderInputs\n"
        "from flowlang import FlowLangClient\n"
        'inputs: OrderInputs = {"order_i": "ord_1", "items": []}\n'
        "FlowLangClient().execute_flow(Order, inputs)\n"
    )
    output = run(sys.executable, "-m", "mypy", "--cache-dir", "/dev/null", str(program))
    assert 'Extra key "order_i" for TypedDict "OrderInputs"' in output
    assert "Found 2 errors" in output, output
