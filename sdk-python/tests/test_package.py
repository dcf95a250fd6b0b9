"""What is published: a wheel and an sdist that install and work by themselves."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import flowlang
from fake_server import RUN, SUCCESS, Exchange, FakeServer, respond, sse

ROOT = Path(__file__).parents[1]

PROGRAM = """
import asyncio, importlib.metadata, sys, warnings
warnings.simplefilter("error")
import flowlang
from flowlang.client import AsyncFlowLangClient, FlowLangClient
assert "site-packages" in flowlang.__file__, flowlang.__file__
assert "typing_extensions" not in sys.modules
with FlowLangClient(sys.argv[1]) as client:
    assert client.execute_flow("Greet", {"name": "Ada"}).outputs == {"text": "Hello"}
    assert [event.seq for event in client.execute_flow_stream("Greet")] == [1, 2, 3, 4]
async def main():
    async with AsyncFlowLangClient(sys.argv[1]) as client:
        assert (await client.execute_flow("Greet")).success
        assert [event.seq async for event in client.execute_flow_stream("Greet")] == [1, 2, 3, 4]
asyncio.run(main())
assert importlib.metadata.version("flowlang") == flowlang.__version__
print(flowlang.__version__)
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The wheel is built from the sdist, as an installer does it that finds no wheel."""
    pytest.importorskip("hatchling", reason="hatchling builds the package: pip install -r requirements-dev.txt")
    folder = tmp_path_factory.mktemp("dist")

    def build(kind: str, source: Path) -> Path:
        code = f"import sys, hatchling.build; print(hatchling.build.build_{kind}(sys.argv[1]))"
        done = subprocess.run([sys.executable, "-c", code, str(folder)], cwd=source, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return folder / done.stdout.split()[-1]

    sdist = build("sdist", ROOT)
    with tarfile.open(sdist) as archive:
        archive.extractall(folder)  # our own
    return {"sdist": sdist, "wheel": build("wheel", folder / sdist.name.removesuffix(".tar.gz"))}


def test_the_wheel_holds_the_package_and_says_that_it_is_typed(built: dict[str, Path]) -> None:
    with zipfile.ZipFile(built["wheel"]) as wheel:
        names = [name for name in wheel.namelist() if ".dist-info/" not in name]
        (metadata,) = [wheel.read(name).decode() for name in wheel.namelist() if name.endswith("/METADATA")]
    package = {f"flowlang/{path.name}" for path in (ROOT / "src" / "flowlang").iterdir() if path.is_file()}
    assert set(names) == package
    assert "flowlang/py.typed" in names
    required = [line for line in metadata.splitlines() if line.startswith("Requires-Dist") and "extra ==" not in line]
    assert required == ["Requires-Dist: httpx<1,>=0.27"]


def test_the_sdist_holds_what_its_tests_need(built: dict[str, Path]) -> None:
    with tarfile.open(built["sdist"]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "README.md", "src/flowlang/py.typed", "tests/conftest.py"} <= names


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    def reply(exchange: Exchange) -> None:
        (sse(RUN) if exchange.request.path.endswith("/stream") else respond(200, SUCCESS))(exchange)

    with FakeServer(reply) as server:
        yield server.url


@pytest.mark.parametrize("version", ["3.10", "3.11", "3.12", "3.13"])
def test_both_install_and_work_in_a_clean_environment(
    version: str, built: dict[str, Path], server: str, tmp_path: Path
) -> None:
    run([find_python(version), "-m", "venv", tmp_path])
    python = tmp_path / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    install(python, built["wheel"])
    assert run([python, "-c", PROGRAM, server]).strip() == flowlang.__version__
    run([python, "-m", "pip", "uninstall", "--quiet", "--yes", "flowlang"])
    install(python, built["sdist"])
    assert run([python, "-c", PROGRAM, server]).strip() == flowlang.__version__


def find_python(version: str) -> Path:
    on_path = shutil.which(f"python{version}")
    of_pyenv = Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser() / "versions"
    candidates = [*([Path(on_path)] if on_path else []), *of_pyenv.glob(f"{version}.*/bin/python")]
    for candidate in candidates:
        # What stands on the path may be a mere placeholder.
        if not subprocess.run([candidate, "-c", "import venv, ensurepip"], capture_output=True).returncode:
            return candidate
    pytest.skip(f"there is no Python {version} here")


def install(python: Path, file: Path) -> None:
    """With what it depends on, as a user does it. Nothing can be said where that cannot be had."""
    options = ["--quiet", "--disable-pip-version-check", "--retries", "1"]
    done = subprocess.run([python, "-m", "pip", "install", *options, file], capture_output=True, text=True)
    if "No matching distribution found for httpx" in done.stderr or "for hatchling" in done.stderr:
        pytest.skip("no package index can be reached")
    assert done.returncode == 0, done.stderr


def run(command: list[str | Path]) -> str:
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
