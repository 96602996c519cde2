"""IPP messages as bytes (RFC 8010, section 3).

A value is `str` (keyword, name, text, uri, charset, language, mime type), `int` (integer, enum), `bool`, or `bytes`
for every syntax nothing here reads (dates, ranges, resolutions, collections stay unread).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum

from app.domain.errors import PrintError

VERSION = (2, 0)
Value = str | int | bool | bytes
Attributes = Mapping[str, tuple[Value, ...]]


class Tag(IntEnum):
    """Delimiter and value tags (RFC 8010, 3.5)."""

    OPERATION = 0x01
    JOB = 0x02
    END = 0x03
    PRINTER = 0x04
    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    TEXT_WITH_LANGUAGE = 0x35
    NAME_WITH_LANGUAGE = 0x36
    TEXT = 0x41
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    CHARSET = 0x47
    LANGUAGE = 0x48
    MIME_TYPE = 0x49


_FIRST_VALUE_TAG = 0x10
_STRINGS = range(0x40, 0x60)


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of a request."""

    tag: Tag
    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Response:
    """An answer: status code (RFC 8011, 4.1.6; below 0x0100 is success) and its groups in order."""

    status: int
    groups: tuple[tuple[int, Attributes], ...]

    def group(self, tag: Tag) -> Attributes:
        """The first group of this kind, empty when there is none."""
        return next((attributes for kind, attributes in self.groups if kind == tag), {})

    def groups_of(self, tag: Tag) -> tuple[Attributes, ...]:
        """All groups of this kind."""
        return tuple(attributes for kind, attributes in self.groups if kind == tag)


def encode_request(operation: int, request_id: int, groups: Mapping[Tag, tuple[Attribute, ...]]) -> bytes:
    """A request without its document, which follows the bytes."""
    parts = [struct.pack(">BBHI", *VERSION, operation, request_id)]
    for delimiter, attributes in groups.items():
        parts.append(bytes((delimiter,)))
        parts += [_encoded(attribute) for attribute in attributes]
    parts.append(bytes((Tag.END,)))
    return b"".join(parts)


def _encoded(attribute: Attribute) -> bytes:
    parts = []
    name = attribute.name.encode("ascii")
    for value in attribute.values:
        raw = _raw(value)
        parts.append(struct.pack(">BH", attribute.tag, len(name)) + name + struct.pack(">H", len(raw)) + raw)
        name = b""  # further values of the same attribute have no name
    return b"".join(parts)


def _raw(value: Value) -> bytes:
    if isinstance(value, bool):
        return struct.pack(">?", value)
    if isinstance(value, int):
        return struct.pack(">i", value)
    return value.encode("utf-8") if isinstance(value, str) else value


def decode_response(message: bytes) -> Response:
    """Read an answer. Raises PrintError `print.bad_answer` when it is not a whole IPP message."""
    try:
        _, _, status, _ = struct.unpack_from(">BBHI", message)
        return Response(status, tuple(_groups(message, 8)))
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise PrintError("bad_answer", size=len(message)) from error


def _groups(message: bytes, offset: int) -> Iterator[tuple[int, Attributes]]:
    group: dict[str, tuple[Value, ...]] = {}
    kind = message[offset]
    name = ""
    while kind != Tag.END:
        offset += 1
        tag = message[offset]
        if tag < _FIRST_VALUE_TAG:
            yield kind, group
            kind, group = tag, {}
            continue
        given, value, offset = _value(message, offset)
        name = given or name
        group[name] = (*group.get(name, ()), value)


def _value(message: bytes, offset: int) -> tuple[str, Value, int]:
    """Name (empty for a further value), value, and the offset of its last byte."""
    tag, name_length = struct.unpack_from(">BH", message, offset)
    offset += 3
    name = message[offset : offset + name_length].decode("ascii")
    offset += name_length
    (length,) = struct.unpack_from(">H", message, offset)
    raw = message[offset + 2 : offset + 2 + length]
    if len(raw) != length:
        raise IndexError("value reaches beyond the message")
    return name, _decoded(tag, raw), offset + 1 + length


def _decoded(tag: int, raw: bytes) -> Value:
    if tag in (Tag.INTEGER, Tag.ENUM):
        (number,) = struct.unpack(">i", raw)
        return int(number)
    if tag == Tag.BOOLEAN:
        return raw != b"\x00"
    if tag in (Tag.TEXT_WITH_LANGUAGE, Tag.NAME_WITH_LANGUAGE):
        (language,) = struct.unpack_from(">H", raw)
        return raw[4 + language :].decode("utf-8")
    return raw.decode("utf-8", "replace") if tag in _STRINGS else raw
