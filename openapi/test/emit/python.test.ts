import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildDocument } from '../../src/contract/document.ts';
import { emitPython } from '../../src/emit/python.ts';
import { awkward, checked, colliding, empty, input, object, orderProcessor } from '../contract/flows.ts';

const flows = () => [orderProcessor(), empty(), awkward(), ...colliding()];

/** As much of the client as a token needs. */
const CLIENT = `
from typing import Any, Generic, TypeVar

I = TypeVar("I")
O = TypeVar("O")


class Flow(Generic[I, O]):
    def __init__(self, name: str) -> None:
        self.name = name


class FlowWithOptionalInputs(Flow[I, O]):
    pass


def execute(flow: Flow[I, O], inputs: I) -> O:
    raise NotImplementedError


def execute_without(flow: FlowWithOptionalInputs[Any, O]) -> O:
    raise NotImplementedError
`;

const USE = `
from typing import Literal
from typing_extensions import assert_type
from flowlang.client import execute, execute_without
from flowlang_gen import None_, A, AInputs, Empty, Flow_2, OrderProcessor, OrderProcessorInputs, OrderProcessorOutputs

result = execute(OrderProcessor, {"order_id": "o", "items": [{"sku": "A", "quantity": 1}]})
assert_type(result, OrderProcessorOutputs)
assert_type(result["total"], float)
assert_type(result["tracking"], "str | None")
inputs: OrderProcessorInputs = {"order_id": "o", "items": [], "priority": "high", "note": None}
items = inputs["items"]
if "priority" in inputs:
    assert_type(inputs["priority"], Literal["low", "high"] | None)
execute(OrderProcessor, {"items": items})  # pyright: ignore[reportArgumentType]
execute(OrderProcessor, {"order_id": 1, "items": items})  # pyright: ignore[reportArgumentType]
execute(OrderProcessor, {"order_id": "o", "items": items, "priority": "mid"})  # pyright: ignore[reportArgumentType]
execute(OrderProcessor, {"order_id": "o", "items": [{"sku": "A"}]})  # pyright: ignore[reportArgumentType]
execute(OrderProcessor, {"order_id": "o", "items": items, "nota": ""})  # pyright: ignore[reportArgumentType]
execute(Empty, {})
execute_without(Empty)
execute_without(OrderProcessor)  # pyright: ignore[reportArgumentType]
execute(Empty, {"a": 1})  # pyright: ignore[reportArgumentType]
execute(A, {"inputs": "x"})
execute(AInputs, {"inputs": "x"})
execute(Flow_2, {"inputs": "x"})
none = execute(None_, {"tree": {"label": "a", "children": [{"label": "b"}]}, "odd": {"class": "c", "a-b": 1, "str": "s"}})
if "total" in none:
    assert_type(none["total"], float)
execute(None_, {"tree": {"label": "a"}, "odd": {"a-b": 1}})  # pyright: ignore[reportArgumentType]
execute(None_, {"tree": {"label": "a", "children": [{"label": 1}]}})  # pyright: ignore[reportArgumentType]
`;

/** What pyright says, at its strictest, of files that stand in one folder. */
function pyright(files: Readonly<Record<string, string>>): string[] {
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

describe('the generated module', () => {
  it('is accepted by the strictest checker for Python 3.10, and so is what fits it alone', { timeout: 60_000 }, () => {
    const files = { 'flowlang_gen.py': emitPython(buildDocument(flows())), 'use.py': USE };
    expect(pyright(files)).toEqual([]);
  });

  it('needs no flow', { timeout: 60_000 }, () => {
    expect(pyright({ 'flowlang_gen.py': emitPython(buildDocument([])) })).toEqual([]);
  });

  it('has the same bytes whatever the order of the flows', () => {
    expect(emitPython(buildDocument(flows().reverse()))).toBe(emitPython(buildDocument(flows())));
  });

  it('reads like a module that a person wrote', () => {
    expect(emitPython(buildDocument([orderProcessor()]))).toBe(`\
"""Generated by \`flowlang generate python\`. Do not edit: the flows are the source."""
# fmt: off
# ruff: noqa

from __future__ import annotations

from typing import Literal, TypedDict

from flowlang.client import Flow


class OrderProcessorInputsItemsItem(TypedDict):
    sku: str
    quantity: int


class _OrderProcessorInputsRequired(TypedDict):
    order_id: str
    """Id of the order."""

    items: list[OrderProcessorInputsItemsItem]


class OrderProcessorInputs(_OrderProcessorInputsRequired, total=False):
    """What OrderProcessor takes."""

    priority: Literal["low", "high"] | None
    note: str | None


class OrderProcessorOutputs(TypedDict):
    """What OrderProcessor answers."""

    total: float
    """What was charged."""

    tracking: str | None


OrderProcessor: Flow[OrderProcessorInputs, OrderProcessorOutputs] = Flow("OrderProcessor")
"""Takes an order, charges for it and reserves what it holds."""
`);
  });

  it('says nothing of a value that may be anything', () => {
    const either = { anyOf: [{ type: 'string' }, { description: 'anything' }] } as const;
    const flow = checked('F', { inputs: [input('either', either), input('list', { type: 'array' })] });
    expect(emitPython(buildDocument([flow]))).toContain('"either": "Any"');
  });

  it('puts the parts of an object together, also one that is part of itself', () => {
    const part = object({ a: { type: 'string' } });
    const whole = {
      $defs: { Loop: { ...object({ c: { type: 'number' } }), allOf: [{ $ref: '#/$defs/Loop' }] } },
      allOf: [part, object({ b: { type: 'integer' } }, []), { $ref: '#/$defs/Loop' }],
    } as const;
    const flow = checked('F', { outputsType: object({ whole }) });
    expect(emitPython(buildDocument([flow]))).toContain(`
class _FOutputsWholeRequired(TypedDict):
    a: str
    c: float


class FOutputsWhole(_FOutputsWholeRequired, total=False):
    b: int
`);
  });

  it('writes keys that are no names, or would hide one, in the functional form', () => {
    const flow = checked('F', {
      inputs: [input('class', { type: 'string' }), input('__a', {}, false), input('list', { type: 'array' }, false)],
    });
    expect(emitPython(buildDocument([flow]))).toContain(`
_FInputsRequired = TypedDict(
    "_FInputsRequired",
    {
        "class": "str",
    },
)
_FInputsOptional = TypedDict(
    "_FInputsOptional",
    {
        "__a": "Any",
        "list": "list[Any] | None",
    },
    total=False,
)


class FInputs(_FInputsRequired, _FInputsOptional):
    """What F takes."""
`);
  });
});
