"""`tongban read-id`: read one identity card and print what it holds."""

from __future__ import annotations

import argparse
import json
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.domain.identifiers.warnings import IdentityWarning
    from app.ports.id_card_reader import CardReading

DEFAULT_TIMEOUT = 30.0


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    from resources.texts import text

    parser = subparsers.add_parser("read-id", help=text("read_id.help"))
    parser.add_argument("--reader", required=True, metavar="URL", help=text("read_id.help_reader"))
    parser.add_argument(
        "--timeout", type=float, default=DEFAULT_TIMEOUT, metavar="SECONDS", help=text("read_id.help_timeout")
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Read the card and print it: one JSON object with `--json`, else lines in Chinese.

    Returns 0. Raises `DeviceError` for whatever keeps the card from being read.
    """
    from resources.texts import text
    from scanners.card_readers import open_card_reader

    with closing(open_card_reader(args.reader)) as reader:
        reading = reader.read(timeout=args.timeout)
    warnings = _warnings(reading)
    found = describe(reading) | {"warnings": [warning.name.lower() for warning in warnings]}
    if args.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        notes = [text("read_id.warning", words=text(warning.value)) for warning in warnings]
        print("\n".join(_lines(found) + notes))
    return 0


def describe(reading: CardReading) -> dict[str, object]:
    """The reading as the command's output names it. Absent facts are empty strings or null."""
    from resources.codes import countries, ethnic_groups

    person, document = reading.person, reading.person.document
    country = countries().get(person.nationality)
    return {
        "kind": document.kind.value,
        "name": person.name,
        "latin_name": person.latin_name,
        "number": document.number,
        "sex": person.sex.value,
        "ethnicity": ethnic_groups().get(person.ethnicity_code, ""),
        "ethnicity_code": person.ethnicity_code,
        "nationality": country.name if country else person.nationality,
        "nationality_code": person.nationality,
        "birth_date": _day(person.birth_date),
        "address": person.address,
        "newest_address": reading.newest_address,
        "authority": document.issuing_authority,
        "valid_from": _day(document.valid_from),
        "valid_until": _day(document.valid_until),
        "long_term": document.long_term,
        "permit_number": reading.details.permit_number,
        "issue_count": reading.details.issue_count,
        "photo_bytes": len(reading.photo_wlt),
        "photo": _photo(reading),
        "reader_serial": reading.reader_serial,
    }


def _warnings(reading: CardReading) -> tuple[IdentityWarning, ...]:
    from app.domain.identifiers.normal_form import today_in_china
    from app.domain.identifiers.warnings import person_warnings
    from resources.codes import divisions

    return person_warnings(reading.person, today=today_in_china(), current_areas=divisions())


def _lines(found: dict[str, object]) -> list[str]:
    """What a person reads: a line for each fact there is."""
    from resources.codes import id_document_types, sex_names
    from resources.texts import text

    until = text("read_id.long_term") if found["long_term"] else found["valid_until"]
    facts = (
        (text("read_id.kind"), id_document_types()[str(found["kind"])].name),
        (text("read_id.name"), found["name"]),
        (text("read_id.latin_name"), found["latin_name"]),
        (text("read_id.number"), found["number"]),
        (text("read_id.sex"), sex_names()[str(found["sex"])]),
        (text("read_id.ethnicity"), found["ethnicity"]),
        (text("read_id.nationality"), found["nationality"]),
        (text("read_id.birth_date"), found["birth_date"]),
        (text("read_id.address"), found["address"]),
        (text("read_id.newest_address"), found["newest_address"]),
        (text("read_id.authority"), found["authority"]),
        (text("read_id.validity"), f"{found['valid_from'] or ''} - {until or ''}".strip(" -")),
        (text("read_id.permit_number"), found["permit_number"]),
        (text("read_id.photo"), _photo_words(found)),
        (text("read_id.reader_serial"), found["reader_serial"]),
    )
    return [f"{label}\t{value}" for label, value in facts if value]


def _photo(reading: CardReading) -> str:
    """`decoded`, `undecoded`, or `absent` where the card gave none."""
    if reading.photo:
        return "decoded"
    return "undecoded" if reading.photo_undecoded else "absent"


def _photo_words(found: dict[str, object]) -> str:
    from resources.texts import text

    words = {"decoded": text("read_id.photo_decoded"), "undecoded": text("read_id.photo_undecoded")}
    return words.get(str(found["photo"]), "")


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
