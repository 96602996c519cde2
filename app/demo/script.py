"""The sample visits, read from `resources/samples/demo_visits.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.clerk import Role
from app.domain.paper import Paper
from app.ports.store import NewAccount
from resources.paths import resource


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit as a clerk would do it.

    `card` and `agent_card` name sample cards (empty: typed). `sheets` gives the number of sheets of a material's
    original where it is not one. `notice_without` names materials (with the clerk's opinion) that are missing at
    first, so that a one-time notice is given before they are brought. `refused` is the error code expected where
    the item cannot be collected.
    """

    id: str
    card: str
    item: str
    division: str
    fields: Mapping[str, str]
    answers: Mapping[str, str]
    sheets: Mapping[str, int]
    agent_card: str = ""
    agent_fields: Mapping[str, str] = field(default_factory=dict)
    notice_without: Mapping[str, str] = field(default_factory=dict)
    refused: str = ""


@dataclass(slots=True)
class Outcome:
    """What came of one visit."""

    visit: Visit
    case_id: str
    papers: list[Paper] = field(default_factory=list)
    refused: str = ""


def visits() -> tuple[Visit, ...]:
    """All sample visits in order."""
    return tuple(Visit(**entry) for entry in _sample("demo_visits.json"))


def account() -> NewAccount:
    """The demo clerk."""
    return NewAccount(**_sample("demo_account.json"), role=Role.ADMIN)


def station() -> dict[str, str]:
    """Settings of the demo station."""
    settings: dict[str, str] = _sample("demo_station.json")
    return settings


def _sample(name: str) -> Any:
    return json.loads(resource("samples", name).read_text(encoding="utf-8"))
