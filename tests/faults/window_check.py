"""Did the window that was started again show what the clerk had been told, and the place the clerk was in?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.faults.clerk_log import ASKED, SEEN, Line
from tests.faults.findings import Findings

_STEPS = {"applicant": "applicant", "item": "materials", "question": "materials", "material": "materials",
          "confirm": "confirm"}  # fmt: skip


@dataclass(slots=True)
class _Draft:
    """What may be seen of the draft the clerk was in: of places and values the last told, and what was tried since."""

    case_id: str = ""
    fields: dict[str, list[str]] = field(default_factory=dict)
    places: list[str] = field(default_factory=lambda: [""])
    pages: dict[str, set[str]] = field(default_factory=dict)
    gone: bool = False  # it was tried to receive it: it may be no draft any more


def check_seen(lines: Sequence[Line], findings: Findings) -> None:
    """Compare the first look at each window with what was told before it."""
    draft, asked = _Draft(), set[str]()
    for line in lines:
        if line.what == ASKED:
            asked = set(line.name.split())
        elif line.what == SEEN:
            seen = json.loads(line.value)
            _questions(seen, asked, findings)
            if draft.case_id and not draft.gone:
                _compare(draft, line.case_id, seen, findings)
            elif draft.case_id != line.case_id:
                draft = _Draft(line.case_id)
        elif line.what == "draft":
            draft = _Draft(line.case_id)
        elif line.case_id == draft.case_id:
            _follow(draft, line)


def _follow(draft: _Draft, line: Line) -> None:
    if line.what == "received":
        draft.gone = True
    elif line.what == "page":
        draft.pages.setdefault(draft.places[-1].partition(".")[2], set()).add(line.name)
    if line.what == "field":
        before = draft.fields.get(line.name, [""])
        draft.fields[line.name] = [line.value] if line.told else [*before, line.value]
    if line.what in ("field", "place"):
        draft.places = [line.name] if line.told else [*draft.places, line.name]


def _questions(seen: dict[str, Any], asked: set[str], findings: Findings) -> None:
    if set(seen["asked"]) != asked or bool(seen["question"]) != bool(asked):
        findings.lost.append(f"question about the prints {sorted(asked)}: {seen['question']!r}, {seen['asked']}")


def _compare(draft: _Draft, case_id: str, seen: dict[str, Any], findings: Findings) -> None:
    if case_id != draft.case_id:
        findings.lost.append(f"draft {draft.case_id} at the window")
        return
    for name, shown in seen["fields"].items():
        if not may_stand(shown, draft.fields.get(name, [""])):
            findings.lost.append(f"field {name} of {case_id} at the window")
    if not any(_is_at(place, seen) for place in draft.places):
        where = f"{seen['step']} {seen['focus']} {seen['material']}"
        findings.lost.append(f"place {draft.places} of {case_id}: the window is at {where}")
    elif seen["step"] == "materials" and not draft.pages.get(seen["material"], set()) <= set(seen["pages"]):
        findings.lost.append(f"pages of {seen['material']} of {case_id} at the window")


def _is_at(place: str, seen: dict[str, Any]) -> bool:
    """Step in front and cursor; behind a chosen item stands the first question, else the list of papers."""
    kind, _, name = (place or "applicant.name").partition(".")
    focus, list_of_papers = seen["focus"], seen["focus"] == "intake.materials"
    at = {
        "item": focus.startswith("question.") or list_of_papers,
        "question": focus.startswith(place),
        "material": list_of_papers and seen["material"] == name,
    }
    return bool(seen["step"] == _STEPS[kind] and at.get(kind, focus == (place or "applicant.name")))


def may_stand(found: str, allowed: Sequence[str]) -> bool:
    """The first is what was told last; of what was tried after that a pause in typing may have saved the beginning."""
    told, *tried = allowed
    return found == told or any(found and value.startswith(found) for value in tried)
