"""The real server, and the judge of what it says: both are processes of Node, and both end with the tests."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import httpx

from scenario_format import ROOT, Json

REPOSITORY: Final = ROOT.parent
# The Node of this repository: an older one may come first elsewhere.
ENVIRONMENT: Final = {**os.environ, "PATH": f"{REPOSITORY / 'node_modules' / '.bin'}{os.pathsep}{os.environ['PATH']}"}


def spawn(*args: str, stdin: int = subprocess.DEVNULL, stderr: int | None = None) -> subprocess.Popen[str]:
    return subprocess.Popen(
        ["node", *args],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=stderr,
        encoding="utf-8",
        cwd=REPOSITORY,
        env=ENVIRONMENT,
    )


@contextmanager
def serving(flows: Path) -> Generator[str, None, None]:
    """The URL of a server of these flows, on a port that is free. Its journal is a file, which goes with it."""
    cli = str(REPOSITORY / "server" / "bin" / "flowlang.js")
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        options = ["--multi", str(flows), "--port", "0", "--journal", f"sqlite:{folder}/executions.db"]
        yield from _serve(cli, "serve", *options)


def _serve(*args: str) -> Generator[str, None, None]:
    with spawn(*args, stderr=subprocess.DEVNULL) as process:
        try:
            first = process.stdout.readline() if process.stdout else ""
            found = re.search(r"http://\S+", first)
            assert found is not None, f"the server said {first!r} and no URL"
            yield found[0]
        finally:
            process.kill()


class Judge:
    """Checks exchanges against the document of the server, by ../conformance."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def problems(self, exchange: Json) -> list[str]:
        self.send(exchange)
        assert self._process.stdout is not None
        answer: list[str] = json.loads(self._process.stdout.readline())
        return answer

    def send(self, value: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(value) + "\n")
        self._process.stdin.flush()


@contextmanager
def judging(base_url: str) -> Generator[Judge, None, None]:
    with spawn(str(ROOT / "conformance" / "main.ts"), stdin=subprocess.PIPE) as process:
        judge = Judge(process)
        judge.send(httpx.get(f"{base_url}/openapi.json").json())
        try:
            yield judge
        finally:
            process.kill()
