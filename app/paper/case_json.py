"""The content of a paper from JSON, for `tongban render`: the fields of the content's dataclass, no more and no less.

Text, whole numbers, true and false as in JSON; a day as `2026-11-23`; a moment as ISO 8601 with its offset; a page
picture as base64; tuples as arrays; parts (head, party, office, line) as objects. A field with a default may be left
out, one that may be None may be null.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import json
import types
import typing
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from app.domain.errors import InputError
from app.domain.identifiers.upu_s10 import check_waybill_number
from app.domain.paper import LabelContent, PaperContent, PaperKind
from app.paper.renderer import CONTENT_TYPES


def read_content(kind: PaperKind, written: bytes) -> PaperContent:
    """The content of a paper of `kind`.

    Raises InputError `input.not_json`, `input.unknown_field`, `input.missing_field`, `input.wrong_type`, and for a
    waybill number what `check_waybill_number` raises; the error's `field` is the path of the field
    (`head.applicant.name`, `lines[2].form`).
    """
    try:
        given = json.loads(written)
    except (ValueError, RecursionError) as error:
        raise InputError("not_json") from error
    content: PaperContent = _part(CONTENT_TYPES[kind], given, "")
    if isinstance(content, LabelContent) and content.waybill_number:
        number = check_waybill_number(content.waybill_number, field="waybill_number")
        return dataclasses.replace(content, waybill_number=number)
    return content


def _part(wanted: type[Any], given: object, path: str) -> Any:
    """An object as a dataclass."""
    if not isinstance(given, dict):
        raise _wrong_type(path or "$")
    fields = {field.name: field for field in dataclasses.fields(wanted)}
    hints = typing.get_type_hints(wanted)
    for name in given:
        if name not in fields:
            raise InputError("unknown_field", field=_below(path, name), name=_below(path, name))
    for name, field in fields.items():
        if name not in given and field.default is dataclasses.MISSING:
            raise InputError("missing_field", field=_below(path, name), name=_below(path, name))
    return wanted(**{name: _value(hints[name], value, _below(path, name)) for name, value in given.items()})


def _value(wanted: Any, given: object, path: str) -> object:
    if typing.get_origin(wanted) in (typing.Union, types.UnionType):
        return _optional(wanted, given, path)
    if typing.get_origin(wanted) is tuple:
        if not isinstance(given, list):
            raise _wrong_type(path)
        kind = typing.get_args(wanted)[0]
        return tuple(_value(kind, one, f"{path}[{index}]") for index, one in enumerate(given))
    if dataclasses.is_dataclass(wanted):
        return _part(typing.cast(type[Any], wanted), given, path)
    read, spelled = _PLAIN[wanted]
    # bool is an int in Python, but true is no number in JSON.
    if type(given) is not spelled:
        raise _wrong_type(path)
    try:
        return read(given)
    except (ValueError, binascii.Error) as error:
        raise _wrong_type(path) from error


def _optional(wanted: Any, given: object, path: str) -> object:
    if given is None:
        return None
    (kind,) = (one for one in typing.get_args(wanted) if one is not type(None))
    return _value(kind, given, path)


def _text(given: str) -> str:
    given.encode("utf-8")  # a lone surrogate is no text: ValueError
    return given


def _moment(given: str) -> datetime:
    moment = datetime.fromisoformat(given)
    if moment.tzinfo is None:
        raise ValueError("without offset from UTC")
    return moment.astimezone(UTC)


_PLAIN: Mapping[type, tuple[Callable[[Any], object], type]] = {
    str: (_text, str),
    int: (int, int),
    bool: (bool, bool),
    date: (date.fromisoformat, str),
    datetime: (_moment, str),
    bytes: (lambda given: base64.b64decode(given, validate=True), str),
}


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _wrong_type(path: str) -> InputError:
    return InputError("wrong_type", field=path, name=path)
