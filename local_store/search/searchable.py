"""The text a case is found by, and how a typed word is brought into the same form.

One line a thing, lower case, compatibility forms folded (full-width digits are digits). A word is found when it
is part of a line. Folding is for finding only; what is stored and printed is never normalised.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice, product

from app.domain.applicant import Organisation
from app.domain.case import Case
from app.domain.search import Readings
from app.ports.guides import Romanizer

# Spellings kept of one name. Four polyphones in one name are 16; a fifth costs only its rarer readings.
_MOST_SPELLINGS = 16
_CONTROLS = {control: " " for control in (*range(0x20), 0x7F)}


def applicant_name(case: Case) -> str:
    """The applicant's name: checked when received, as typed while a draft."""
    return case.form.get("applicant.name", "") if case.applicant is None else case.applicant.name


def document_number(case: Case) -> str:
    """The applicant's identity or credit code number: checked when received, as typed while a draft."""
    if case.applicant is None:
        return case.form.get("applicant.document_number", "") or case.form.get("applicant.credit_code", "")
    if isinstance(case.applicant, Organisation):
        return case.applicant.credit_code
    return case.applicant.document.number


def searchable_text(case: Case, romanizer: Romanizer) -> str:
    """All lines of a case: its own, and those of its item and its place."""
    topics = (topic_lines(name, romanizer) for name in (case.item_name, case.place_name) if name)
    return "\n".join((own_lines(case, romanizer), *topics))


def own_lines(case: Case, romanizer: Romanizer) -> str:
    """The lines no other case need have: names and numbers."""
    agent_name = case.form.get("agent.name", "") if case.agent is None else case.agent.person.name
    names = (applicant_name(case), agent_name)
    numbers = (
        document_number(case),
        case.receipt_number,
        case.platform_number,
        case.counterpart_number,
        case.coordination_number,
        case.form.get("applicant.phone", "") if case.applicant is None else case.applicant.phone,
    )
    return _lines(names, numbers, romanizer)


def topic_lines(name: str, romanizer: Romanizer) -> str:
    """The lines of an item or a place, the same for all cases that have it."""
    return _lines((name,), (), romanizer)


def _lines(names: Iterable[str], numbers: Iterable[str], romanizer: Romanizer) -> str:
    known = [name for name in names if name]
    lines = [folded(line) for line in (*known, *numbers) if line]
    for name in known:
        lines.extend(_spellings(romanizer.readings(folded(name))))
    return "\n".join(dict.fromkeys(lines))


def search_words(typed: str) -> tuple[str, ...]:
    """The words of a query, folded like the text they are looked for in; all of them must be found."""
    return tuple(folded(word) for word in typed.split())


def folded(text: str) -> str:
    """Lower case without compatibility forms and without control characters, line breaks among them."""
    whole = text.translate(_CONTROLS).encode("utf-8", "replace").decode("utf-8")
    return unicodedata.normalize("NFKC", whole).lower()


@lru_cache(maxsize=1024)  # a draft is saved at every field
def _spellings(readings: Readings) -> tuple[str, ...]:
    """Pinyin initials and full pinyin."""
    initials = [frozenset(reading[0] for reading in character) for character in readings]
    return (*_combinations(initials), *_combinations(readings))


def _combinations(choices: Iterable[frozenset[str]]) -> Iterator[str]:
    ordered = [sorted(choice) for choice in choices]
    if ordered:
        yield from islice(("".join(chosen) for chosen in product(*ordered)), _MOST_SPELLINGS)
