"""From the bytes of a guide file to a domain value, or to a GuideError that says what is wrong and where.

The checker (pydantic) is loaded when the first file is read, not when the window starts.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, TypeVar

from app.domain.agreement import Agreement
from app.domain.errors import GuideError
from app.domain.guide import ItemGuide
from app.platform.guides.checks import agreement_errors, guide_errors
from app.platform.guides.index import sha256_of

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

    from app.platform.guides.formats import ItemRecord

    Record = TypeVar("Record", bound=BaseModel)

LARGEST_FILE = 2 * 1024 * 1024
_SHOWN_CHARACTERS = 40
# Without these a guide does not say whose it is.
_PLACE_FIELDS = ("division_code", "authority", "authority.place_name")


def read_file(folder: Path, file: str, sha256: str | None = None) -> bytes:
    """The bytes of a file of the folder, checked against its hash when one is given.

    Raises GuideError `guide.file_missing`, `guide.file_too_large`, `guide.file_unreadable`, `guide.file_damaged`.
    """
    path = folder / file
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise GuideError("file_too_large", file=file, limit=LARGEST_FILE // 1024)
        data = path.read_bytes()
    except FileNotFoundError:
        raise GuideError("file_missing", file=file) from None
    except OSError as error:
        raise GuideError("file_unreadable", file=file) from error
    if sha256 is not None and sha256_of(data) != sha256:
        raise GuideError("file_damaged", file=file)
    return data


def parse_guide(data: bytes, file: str) -> ItemGuide:
    """A guide. Raises GuideError; the first thing wrong is named.

    `guide.not_json`, `guide.unknown_field`, `guide.missing_field`, `guide.bad_value`, `guide.place_missing`, those of
    `checks`, and `guide.misplaced` when the file lies under another name than its content calls for.
    """
    from app.platform.guides.formats import GuideRecord

    guide = _parse(GuideRecord, data, file).to_domain()
    path = PurePosixPath(file)
    if (path.parent.name, path.stem.rpartition(".")[2]) != (guide.ref.division_code, f"v{guide.ref.version}"):
        raise GuideError("misplaced", file=file)
    for error in guide_errors(guide, file):
        raise error
    return guide


def parse_agreement(data: bytes, file: str) -> tuple[Agreement, int]:
    """An agreement and its version. Raises GuideError as `parse_guide`."""
    from app.platform.guides.formats import AgreementRecord

    record = _parse(AgreementRecord, data, file)
    agreement = record.to_domain()
    if PurePosixPath(file).stem != f"{record.id}.v{record.version}":
        raise GuideError("misplaced", file=file)
    for error in agreement_errors(agreement, file):
        raise error
    return agreement, record.version


def parse_item(data: bytes, file: str) -> ItemRecord:
    """An item of the directory. Raises GuideError as `parse_guide`."""
    from app.platform.guides.formats import ItemRecord

    record = _parse(ItemRecord, data, file)
    if record.provenance.kind != "invented" and not record.provenance.source.strip():
        raise GuideError("source_missing", file=file, entry="provenance")
    return record


def _parse(model: type[Record], data: bytes, file: str) -> Record:
    from pydantic import ValidationError

    try:
        return model.model_validate_json(data)
    except ValidationError as error:
        raise _named(error, file) from error


def _named(error: ValidationError, file: str) -> GuideError:
    """The first complaint of the checker in our words; an unknown field goes first, it explains the others."""
    complaints = error.errors(include_url=False, include_context=False)
    complaint = next((one for one in complaints if one["type"] == "extra_forbidden"), complaints[0])
    entry = ".".join(str(part) for part in complaint["loc"])
    kind = complaint["type"]
    if kind == "json_invalid":
        return GuideError("not_json", file=file)
    if kind == "extra_forbidden":
        return GuideError("unknown_field", field=entry, file=file, entry=entry)
    if entry in _PLACE_FIELDS:
        return GuideError("place_missing", field=entry, item=file, place=entry)
    if kind == "missing":
        return GuideError("missing_field", field=entry, file=file, entry=entry)
    return GuideError("bad_value", field=entry, file=file, entry=entry, found=_shown(complaint["input"]))


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + "…"
