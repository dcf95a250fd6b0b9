/** Type-checks Python as a user of the client would, with as much of it as tokens need. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CLIENT = `
from typing import Any, Generic, TypeVar

I = TypeVar("I")
O = TypeVar("O")


class Flow(Generic[I, O]):
    def __init__(self, name: str) -> None:
        self.name = name


class FlowWithOptionalInputs(Flow[I, O]):
    pass


class AwaitedEvent(Generic[I]):
    def __init__(self, name: str) -> None:
        self.name = name


def send(event: AwaitedEvent[I], payload: I) -> None:
    raise NotImplementedError


def execute(flow: Flow[I, O], inputs: I) -> O:
    raise NotImplementedError


def execute_without(flow: FlowWithOptionalInputs[Any, O]) -> O:
    raise NotImplementedError
`;

/** What pyright says, at its strictest, of files that stand in one folder. */
export function pyright(files: Readonly<Record<string, string>>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'flowlang-python-'));
  try {
    mkdirSync(join(folder, 'flowlang'));
    const config = { strict: ['.'], pythonVersion: '3.10', reportUnnecessaryTypeIgnoreComment: 'error' };
    const all = {
      ...files,
      'flowlang/client.py': CLIENT,
      'flowlang/__init__.py': '',
      'pyrightconfig.json': JSON.stringify(config),
    };
    for (const [name, text] of Object.entries(all)) writeFileSync(join(folder, name), text);
    const report = JSON.parse(runPyright(folder)) as { generalDiagnostics: Diagnostic[] };
    return report.generalDiagnostics.map(({ file, range, message }) => {
      return `${file.slice(folder.length + 1)}:${range.start.line + 1} ${message}`;
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Diagnostic {
  readonly file: string;
  readonly message: string;
  readonly range: { readonly start: { readonly line: number } };
}

/** It ends with an error code when it has something to say. */
function runPyright(folder: string): string {
  const entry = createRequire(import.meta.url).resolve('pyright/index.js');
  try {
    return execFileSync(process.execPath, [entry, '--outputjson', '-p', folder], { encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    return String((error as { stdout?: unknown }).stdout);
  }
}
