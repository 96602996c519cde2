"""Received cases of nobody in particular, to fill a store with. Everybody, every item and every place is invented.

Names are two or three ideographs, as unevenly spread as in life: some family names are everywhere. All of it follows
from the number of the case.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from app.domain.applicant import IdDocument, IdDocumentKind, Person, Sex
from app.domain.case import Case, CaseState
from app.domain.guide import GuideRef

NOW = datetime(2026, 11, 5, 1, 30, tzinfo=UTC)
ITEMS, PLACES = 24, 30
_IDEOGRAPHS = range(0x4E00, 0x9F00)
_dice = random.Random(7)  # noqa: S311 - no secret
_FAMILY, _GIVEN = (tuple(map(chr, _dice.sample(_IDEOGRAPHS, count))) for count in (100, 600))
_ITEM_NAMES, _PLACE_NAMES = (
    tuple("".join(map(chr, _dice.sample(_IDEOGRAPHS, length))) for _ in range(count))
    for count, length in ((ITEMS, 14), (PLACES, 6))
)
_STATES = (CaseState.RECEIVED, CaseState.SUBMITTED, CaseState.ACCEPTED, CaseState.DECIDED, CaseState.CLOSED)


def sample_cases() -> Iterator[Case]:
    """Cases without end."""
    return (sample_case(number) for number in itertools.count(1))


def sample_case(number: int) -> Case:
    """The case of that number, at any time the same."""
    dice = random.Random(number)  # noqa: S311 - no secret
    family = _FAMILY[min(int(dice.expovariate(0.08)), len(_FAMILY) - 1)]
    name = family + "".join(dice.choices(_GIVEN, k=dice.choice((1, 2, 2))))
    document = IdDocument(IdDocumentKind.RESIDENT_ID, f"990101{number:012}", "", date(2020, 1, 1), date(2040, 1, 1))
    person = Person(name, document, Sex.FEMALE, date(1990, 5, 17), phone=f"199{dice.randrange(10**8):08}")
    at = NOW + timedelta(minutes=number, seconds=dice.randrange(86_400))
    return Case(
        id=f"{number:08x}-0000-7000-8000-000000000000",
        state=dice.choice(_STATES),
        created_at=at,
        created_by="clerk",
        updated_at=at,
        form={f"applicant.field_{index}": "as typed" for index in range(20)},
        guide=GuideRef("BN001", "990000", 1),
        item_name=dice.choice(_ITEM_NAMES),
        place_name=dice.choice(_PLACE_NAMES),
        applicant=person,
        receipt_number=f"BN01-A{number:06}",
        received_at=at,
        received_by="clerk",
        due_on="2026-11-12",
    )
