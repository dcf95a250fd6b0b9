"""Writes docs/api-python.md from the source of the Python client, docstrings and all; scripts/generate.ts runs it.

.venv/bin/python scripts/api_python.py [--check]

It reads the text and imports nothing: what Python makes of an annotation differs from version to version.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "sdk-python" / "src" / "flowlang"
TARGET = ROOT / "docs" / "api-python.md"

HEAD = """# The Python client: the full list

Written by `npm run generate` from the docstrings of `sdk-python`. [clients-python.md](clients-python.md) is the page to
begin with. All names are those of `flowlang.client`, and of `flowlang`.
"""

SECTIONS = {
    "Clients": ["FlowLangClient", "AsyncFlowLangClient", "Timeout", "Retry"],
    "Streams, handles and pages": [
        *["ExecutionStream", "AsyncExecutionStream", "ExecutionHandle", "AsyncExecutionHandle"],
        *["ExecutionPages", "AsyncExecutionPages"],
    ],
    "Tokens": ["Flow", "FlowWithOptionalInputs", "AwaitedEvent"],
    "Results and records": [
        *["ExecutionResult", "Success", "Failure", "ErrorInfo", "Execution"],
        *["UnfinishedExecution", "CompletedExecution", "FailedExecution", "ExecutionStatus"],
    ],
    "Events": [],
    "Errors": [],
    "What the server answers, as it came": [],
}

COMMON = re.compile(r"timeout: [^=]*=None, retry: [^=]*=\.\.\., headers: [^=]*=None")

Definition = ast.ClassDef | ast.AnnAssign


class Package:
    """All classes and type aliases of the client by name, with their docstrings."""

    def __init__(self) -> None:
        self.definitions: dict[str, Definition] = {}
        self.docs: dict[str, str] = {}
        self.modules: dict[str, str] = {}
        self.public = public_names()
        for file in sorted(SOURCE.glob("*.py")):
            body = ast.parse(file.read_text(encoding="utf-8")).body
            for node, after in zip(body, [*body[1:], None], strict=True):
                if isinstance(node, ast.ClassDef):
                    self._add(node.name, node, ast.get_docstring(node) or "", file.stem)
                elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                    self._add(node.target.id, node, _text_of(after), file.stem)

    def _add(self, name: str, node: Definition, doc: str, module: str) -> None:
        self.definitions[name] = node
        self.docs[name] = doc
        self.modules[name] = module

    def lineage(self, name: str) -> Iterator[ast.ClassDef]:
        """The class, and those of its parents that are ours, the farthest first."""
        node = self.definitions.get(name)
        if isinstance(node, ast.ClassDef):
            for base in node.bases:
                yield from self.lineage(ast.unparse(base).partition("[")[0])
            yield node


def _text_of(node: ast.stmt | None) -> str:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
        return node.value.value.strip()
    return ""


def public_names() -> list[str]:
    for node in ast.parse((SOURCE / "client.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            names: list[str] = ast.literal_eval(node.value)
            return [name for name in names if not name.startswith("_")]
    raise SystemExit("client.py has no __all__")


def sections(package: Package) -> dict[str, list[str]]:
    placed = {name: list(names) for name, names in SECTIONS.items()}
    named = {name for names in placed.values() for name in names}
    for name in sorted(set(package.public) - named, key=lambda name: package.definitions[name].lineno):
        of_module = {"_events": "Events", "_errors": "Errors"}
        placed[of_module.get(package.modules[name], "What the server answers, as it came")].append(name)
    return placed


def describe(package: Package, name: str) -> Iterator[str]:
    node = package.definitions[name]
    if isinstance(node, ast.AnnAssign):
        yield from (f"### {name}", "", f"`{name} = {ast.unparse(node.value) if node.value else ''}`", "")
        yield from _paragraphs(package.docs[name])
        return
    parents = [base for base in node.bases if ast.unparse(base).partition("[")[0] in package.public]
    bases = f" ({', '.join(ast.unparse(base) for base in parents)})" if parents else ""
    yield from (f"### {name}{bases}", "")
    yield from _paragraphs(package.docs[name])
    own = [node] if parents else list(package.lineage(name))
    if fields := [line for cls in own for line in _fields(cls)]:
        yield from ["```python", *fields, "```", ""]
    members = _all_members(package, name)
    twin = _all_members(package, name.removeprefix("Async")) if name.startswith("Async") else {}
    same = [key for key, member in members.items() if key in twin and _doc_of(member) == _doc_of(twin[key]) != ""]
    for key, member in members.items():
        if key not in same:
            yield from _describe_member(name, member)
    if same:
        listed = ", ".join(f"`{_prefix(members[key])}.{key}`" for key in same)
        yield from (f"As in `{name.removeprefix('Async')}`: {listed}.", "")


Function = ast.FunctionDef | ast.AsyncFunctionDef


def _all_members(package: Package, name: str) -> dict[str, Function]:
    """How it is made comes first, what it inherits last."""
    members: dict[str, Function] = {}
    for cls in reversed(list(package.lineage(name))):
        if cls.name == name or cls.name not in package.public:
            members = {**members, **{key: member for key, member in _members(cls) if key not in members}}
    return members


def _doc_of(node: Function) -> str:
    return ast.get_docstring(node) or ""


def _prefix(node: Function) -> str:
    iterates = node.returns is not None and ast.unparse(node.returns).startswith("AsyncIterator")
    return "await " if isinstance(node, ast.AsyncFunctionDef) and not iterates else ""


def _fields(cls: ast.ClassDef) -> Iterator[str]:
    for node in cls.body:
        if isinstance(node, ast.AnnAssign) and not ast.unparse(node.target).startswith("_"):
            hidden = (
                node.value is None or "NOT_ON_WIRE" in ast.unparse(node.value) or "field(" in ast.unparse(node.value)
            )
            yield (
                ast.unparse(node.target)
                + f": {ast.unparse(node.annotation)}"
                + ("" if hidden or node.value is None else f" = {ast.unparse(node.value)}")
            )


def _members(cls: ast.ClassDef) -> Iterator[tuple[str, Function]]:
    for node in cls.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        overload = any(ast.unparse(decorator) == "overload" for decorator in node.decorator_list)
        shown = bool(ast.get_docstring(node)) and not node.name.startswith("_")
        if not overload and (shown or (node.name == "__init__" and cls.name in SECTIONS["Clients"])):
            yield node.name, node


def _describe_member(owner: str, node: Function) -> Iterator[str]:
    returns = f" -> {ast.unparse(node.returns)}" if node.returns and node.name != "__init__" else ""
    arguments = ast.unparse(node.args).removeprefix("self").removeprefix(", ")
    if node.name != "__init__":
        # Every method of a client has these, and the class says so.
        arguments = COMMON.sub("**options", arguments).replace("*, **options", "**options")
    name = owner if node.name == "__init__" else f".{node.name}"
    is_property = any(ast.unparse(decorator) == "property" for decorator in node.decorator_list)
    call = name if is_property else f"{name}({arguments})"
    yield from (f"**`{_prefix(node)}{call}{returns}`**", "")
    yield from _paragraphs(_doc_of(node))


def _paragraphs(doc: str) -> Iterator[str]:
    """Docstrings end a line with `::` where code follows, up to their end."""
    text, _, code = doc.partition("::\n\n")
    if code:
        yield from (f"{text}:", "", "```python", code, "```", "")
    elif doc:
        yield from (doc, "")


def page() -> str:
    package = Package()
    lines = [HEAD]
    for title, names in sections(package).items():
        lines += [f"## {title}", ""]
        for name in names:
            lines += describe(package, name)
    return "\n".join(lines).rstrip() + "\n"


def main() -> int:
    text = page()
    if "--check" in sys.argv[1:]:
        return 0 if TARGET.exists() and TARGET.read_text(encoding="utf-8") == text else 1
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
