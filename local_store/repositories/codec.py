"""Frozen dataclasses as JSON documents, and moments as sortable text.

A document is what the dataclass says and nothing else: an unknown or missing field means a damaged store, a
missing field that has a default means a document older than the field. Enums are their values, moments and days
ISO 8601, bytes base64; a value of a union of dataclasses carries its class in `type`. Lone surrogates, which
a half-composed input can hold, are kept (`surrogatepass`): a draft stores exactly what was typed.
"""

from __future__ import annotations

import base64
import json
import operator
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum, StrEnum
from functools import cache
from typing import Any, Generic, TypeVar

import orjson

from app.domain.errors import StoreError

Value = TypeVar("Value")
_Convert = Callable[[Any], Any]
_PLAIN = (str, int, float, bool)
_TYPE = "type"
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def moment_text(moment: datetime) -> str:
    """A moment as UTC text of fixed width, so that text order is time order. Naive ones are refused."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    in_utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return in_utc.isoformat(timespec="microseconds")


def optional_moment_text(moment: datetime | None) -> str | None:
    """Like `moment_text`, None stays None."""
    return None if moment is None else moment_text(moment)


def moment(text: str) -> datetime:
    """The moment of a stored text."""
    return datetime.fromisoformat(text)


def optional_moment(text: str | None) -> datetime | None:
    """The moment of a stored text, None stays None."""
    return None if text is None else moment(text)


class DocumentCodec(Generic[Value]):
    """Encodes and decodes one dataclass; converters are made once from its type hints."""

    def __init__(self, kind: type[Value]) -> None:
        hint: Any = kind
        self._write = _writer(hint)
        self._read = _reader(hint)
        self._text = _plain_text if _holds_fractions(hint) else _text

    def encode(self, value: Value) -> bytes:
        """The document as UTF-8 JSON."""
        return self._text(self._write(value))

    def decode(self, document: bytes) -> Value:
        """The value; raises StoreError `store.document_damaged`."""
        try:
            value: Value = self._read(_parsed(document))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise StoreError("document_damaged") from error
        return value


def _plain_text(document: Any) -> bytes:
    return _JSON.encode(document).encode("utf-8", "surrogatepass")


def _text(document: Any) -> bytes:
    """The same bytes sooner, where no fraction can be meant: orjson writes an infinite one as null."""
    try:
        return orjson.dumps(document)
    except TypeError:  # half a character
        return _plain_text(document)


def _holds_fractions(hint: Any) -> bool:
    inner = typing.get_type_hints(hint).values() if is_dataclass(hint) else typing.get_args(hint)
    return hint is float or any(map(_holds_fractions, inner))


def _parsed(document: bytes) -> Any:
    try:
        return orjson.loads(document)
    except orjson.JSONDecodeError:  # half a character, or an infinite number
        return json.loads(document.decode("utf-8", "surrogatepass"))


@cache
def _writer(hint: Any) -> _Convert:
    if hint in _PLAIN:
        return _same
    if isinstance(hint, type):
        return _class_writer(hint)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return _union_writer(arguments)
    if origin is tuple:
        return _tuple_writer([_writer(one) for one in arguments if one is not Ellipsis])
    if origin is Mapping:
        write_value = _writer(arguments[1])
        return dict if write_value is _same else lambda value: {key: write_value(one) for key, one in value.items()}
    raise TypeError(f"no document form for {hint}")


def _tuple_writer(write: list[_Convert]) -> _Convert:
    if all(one is _same for one in write):
        return _same  # JSON has one form for tuples and lists
    if len(write) == 1:
        return lambda value: list(map(write[0], value))
    return lambda value: [one_write(one) for one_write, one in zip(write, value, strict=True)]


def _class_writer(kind: type) -> _Convert:
    if issubclass(kind, StrEnum):
        return _same  # is its value, and written as such
    if issubclass(kind, Enum):
        return lambda value: value.value
    if issubclass(kind, datetime):
        return moment_text
    if issubclass(kind, date):
        return date.isoformat
    if kind is bytes:
        return lambda value: base64.b64encode(value).decode("ascii")
    if is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return _dataclass_writer({field.name: _writer(hints[field.name]) for field in fields(kind)})
    raise TypeError(f"no document form for {kind}")


def _dataclass_writer(writers: Mapping[str, _Convert]) -> _Convert:
    names = tuple(writers)
    values = operator.attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)
    converted = [(name, write) for name, write in writers.items() if write is not _same]

    def write_fields(value: Any) -> dict[str, Any]:
        document = dict(zip(names, values(value), strict=True))
        for name, write in converted:
            document[name] = write(document[name])
        return document

    return write_fields


def _union_writer(members: tuple[Any, ...]) -> _Convert:
    kinds = [member for member in members if member is not types.NoneType]
    if len(kinds) == 1:
        write = _writer(kinds[0])
        return lambda value: None if value is None else write(value)
    by_class = {kind: _writer(kind) for kind in kinds}

    def write_tagged(value: Any) -> Any:
        return None if value is None else {_TYPE: type(value).__name__, **by_class[type(value)](value)}

    return write_tagged


@cache
def _reader(hint: Any) -> _Convert:
    if hint in _PLAIN:
        return _same
    if isinstance(hint, type):
        return _class_reader(hint)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return _union_reader(arguments)
    if origin is tuple:
        return _tuple_reader([_reader(one) for one in arguments if one is not Ellipsis])
    read_value = _reader(arguments[1])
    return dict.copy if read_value is _same else lambda value: {key: read_value(one) for key, one in value.items()}


def _tuple_reader(read: list[_Convert]) -> _Convert:
    if len(read) == 1:
        return tuple if read[0] is _same else lambda value: tuple(map(read[0], value))
    return lambda value: tuple([one_read(one) for one_read, one in zip(read, value, strict=True)])


def _class_reader(kind: type) -> _Convert:
    if issubclass(kind, Enum):
        return {member.value: member for member in kind}.__getitem__  # calling the class takes five times as long
    if issubclass(kind, datetime):
        return datetime.fromisoformat
    if issubclass(kind, date):
        return date.fromisoformat
    if kind is bytes:
        return lambda value: base64.b64decode(value, validate=True)
    return _dataclass_reader(kind)


def _dataclass_reader(kind: Any) -> _Convert:
    hints = typing.get_type_hints(kind)
    parts = {field.name: _reader(hints[field.name]) for field in fields(kind)}
    converted = [(name, part) for name, part in parts.items() if part is not _same]

    def read(document: dict[str, Any]) -> Any:
        values = document.copy()
        for name, part in converted:
            if name in values:
                values[name] = part(values[name])
        return kind(**values)  # refuses a name it does not know, and does not do without one that has no default

    return read


def _union_reader(members: tuple[Any, ...]) -> _Convert:
    kinds = [member for member in members if member is not types.NoneType]
    if len(kinds) == 1:
        read = _reader(kinds[0])
        return lambda value: None if value is None else read(value)
    by_name = {kind.__name__: _reader(kind) for kind in kinds}

    def read_tagged(document: dict[str, Any] | None) -> Any:
        if document is None:
            return None
        untagged = {name: value for name, value in document.items() if name != _TYPE}
        return by_name[document[_TYPE]](untagged)

    return read_tagged


def _same(value: Any) -> Any:
    return value
