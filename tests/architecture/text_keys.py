"""Where the code speaks to people: text keys, the words behind them, error codes.

How a key may be spelled, so that its use is seen:

* `text("screen.name", value=...)`: the plain way;
* the whole key as a string anywhere else (a table, a default) and `text(variable)` later;
* `text(f"screen.mode_{mode}")`: every key that fits the pattern counts as used, and at least one must fit.

Causes of errors likewise: `DeviceError("feeder_empty")`; where the cause comes from a variable, every cause spelled
as a string in the same folder counts as raised.
"""

from __future__ import annotations

import ast
import json
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.sources import Source, sources

WORDS = "resources/i18n/zh_CN"
ERRORS = "app/domain/errors.py"
FAMILIES_NEVER_SHOWN = ("cancelled",)
NOT_PLACEHOLDERS = ("field",)  # a parameter of every error beside its details


@dataclass(frozen=True)
class Call:
    """A call that picks words: what picks them, and the values given to them (None when given by `**`)."""

    place: str
    folder: str
    key: ast.expr | None
    values: frozenset[str] | None


def words_of(root: Path, *, errors: bool) -> dict[str, str]:
    """All texts by full key; those of errors by error code instead."""
    found: dict[str, str] = {}
    for file in sorted((root / WORDS).glob("*.json")):
        is_error_family = file.stem.startswith("errors_")
        if is_error_family == errors:
            loaded = json.loads(file.read_text(encoding="utf-8"))
            found |= {f"{file.stem.removeprefix('errors_')}.{name}": words for name, words in loaded.items()}
    return found


def malformed_words(root: Path) -> list[str]:
    """Files that are not one flat object of key and text, double keys, texts that cannot be formatted."""
    found = []
    for file in sorted((root / WORDS).glob("*.json")):
        pairs = json.loads(file.read_text(encoding="utf-8"), object_pairs_hook=list)
        names = [name for name, _ in pairs]
        found += [f"{file.name}: {name} twice" for name in {n for n in names if names.count(n) > 1}]
        for name, words in pairs:
            if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or not isinstance(words, str) or not words:
                found.append(f"{file.name}: {name} is not a name with its words")
            elif _placeholders(words) is None:
                found.append(f"{file.name}: {name} has a placeholder without a name or a stray brace")
    return found


def wrong_texts(root: Path) -> list[str]:
    """Keys that do not exist, keys nobody uses, placeholders that a call leaves empty."""
    words = words_of(root, errors=False)
    found: list[str] = []
    used = {value for source in sources(root) for value in _strings(source) if value in words}
    for call in _text_calls(root):
        for key in _literals(call.key):
            if key not in words:
                found.append(f"{call.place}: no text {key}")
            else:
                found += _unfilled(call, words[key], ())
        if isinstance(call.key, ast.JoinedStr):
            pattern = _pattern(call.key)
            fitting = {key for key in words if pattern and re.fullmatch(pattern, key)}
            if not fitting:
                found.append(f"{call.place}: no text fits {ast.unparse(call.key)}")
            used |= fitting
    return found + [f"text {key} is never used" for key in sorted(set(words) - used)]


def wrong_error_words(root: Path) -> list[str]:
    """Codes without words, words without a code, placeholders that the raising code leaves empty."""
    words = words_of(root, errors=True)
    families = error_families(root)
    found, raised, open_folders = [], set(), set()
    for call, family in _error_calls(root, families):
        causes = list(_literals(call.key))
        if not causes:
            open_folders.add((family, call.folder))
        for code in (f"{family}.{cause}" for cause in causes):
            raised.add(code)
            if code in words:
                found += _unfilled(call, words[code], NOT_PLACEHOLDERS)
            elif family not in FAMILIES_NEVER_SHOWN:
                found.append(f"{call.place}: no words for {code}")
    for source in sources(root):
        spelled = set(_strings(source))
        raised |= {f"{family}.{s}" for family, folder in open_folders if folder == _folder(source) for s in spelled}
        raised |= spelled & set(words)
    return found + [f"words for {code}, which nothing raises" for code in sorted(set(words) - raised)]


def error_families(root: Path) -> dict[str, str]:
    """Family by class name: those of the error tree and the classes derived from them elsewhere."""
    classes = [node for source in sources(root) for node in ast.walk(source.tree) if isinstance(node, ast.ClassDef)]
    families: dict[str, str] = {}
    tree = ast.parse((root / ERRORS).read_text(encoding="utf-8")) if (root / ERRORS).exists() else ast.Module([], [])
    for node in tree.body:
        for statement in node.body if isinstance(node, ast.ClassDef) else []:
            if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "family":
                families[node.name] = ast.literal_eval(statement.value)  # type: ignore[attr-defined]
    for _ in classes:  # as often as a chain of derived classes could be long
        derived = {
            node.name: families[base.id]
            for node in classes
            for base in node.bases
            if isinstance(base, ast.Name) and base.id in families and node.name not in families
        }
        if not derived:
            break
        families |= derived
    return families


def _text_calls(root: Path) -> Iterator[Call]:
    for source in sources(root):
        names = set()
        for node in ast.walk(source.tree):
            if isinstance(node, ast.ImportFrom) and node.module in ("resources.texts", "resources"):
                names |= {
                    alias.asname or alias.name if alias.name == "text" else f"{alias.asname or alias.name}.text"
                    for alias in node.names
                    if alias.name in ("text", "texts")
                }
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in names:
                yield _call(source, node)


def _error_calls(root: Path, families: dict[str, str]) -> Iterator[tuple[Call, str]]:
    for source in sources(root):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func).rpartition(".")[2]
                if name in families:
                    yield _call(source, node), families[name]


def _call(source: Source, node: ast.Call) -> Call:
    named = [keyword.arg for keyword in node.keywords]
    values = None if None in named else frozenset(name for name in named if name)
    return Call(f"{source.path}:{node.lineno}", _folder(source), node.args[0] if node.args else None, values)


def _folder(source: Source) -> str:
    return source.path.rpartition("/")[0]


def _strings(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _literals(node: ast.expr | None) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)


def _pattern(node: ast.JoinedStr) -> str | None:
    """The keys an f-string can make; None when it does not even name its screen."""
    spelled = [str(part.value) if isinstance(part, ast.Constant) else None for part in node.values]
    if not spelled or not re.match(r"[a-z0-9_]+\.", spelled[0] or ""):
        return None
    return "".join(r"[a-z0-9_]+" if part is None else re.escape(part) for part in spelled)


def _placeholders(words: str) -> set[str] | None:
    try:
        fields = [field for _, field, _, _ in string.Formatter().parse(words) if field is not None]
    except ValueError:
        return None
    return set(fields) if all(field.isidentifier() for field in fields) else None


def _unfilled(call: Call, words: str, reserved: tuple[str, ...]) -> list[str]:
    if call.values is None:
        return []
    missing = sorted((_placeholders(words) or set()) - call.values.difference(reserved))
    return [f"{call.place}: {{{name}}} of the words stays empty" for name in missing]
