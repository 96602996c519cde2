"""One line of what `tongban doctor` reports."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import TongbanError
from resources.texts import error_text


class Verdict(StrEnum):
    """Outcome of a check."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the report."""

    name: str
    verdict: Verdict
    words: str


def failed(name: str, error: TongbanError, verdict: Verdict = Verdict.FAIL) -> Check:
    """A check that ended with an error, in its words."""
    return Check(name, verdict, error_text(error.code, error.details))
