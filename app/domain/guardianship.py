"""What a window does when the applicant is not of age.

Full age is eighteen (民法典 art. 17; who lives on own labour from sixteen on acts for themselves, art. 18); below it
the guardian acts or agrees (art. 19, 20, 23). Data of children under fourteen need the guardian's consent
(个人信息保护法 art. 31).
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

FULL_AGE = 18
AGE_OF_CONSENT = 14


class GuardianHint(StrEnum):
    """One thing to do for a minor; a value is the key of its words."""

    NEEDED = "identity_warnings.guardian_needed"
    """Nobody acts for the applicant yet."""
    TO_CHECK = "identity_warnings.guardian_to_check"
    """Somebody acts: is it the guardian?"""
    CONSENT = "identity_warnings.guardian_consent"
    AGENT_TOO_YOUNG = "identity_warnings.agent_too_young"
    """Who acts for another must be of full age (民法典 art. 18)."""


def age_on(day: date, born: date) -> int:
    """Full years on `day`; who was born on 29 February grows older on 1 March in other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def guardian_hints(born: date | None, agent_born: date | None, *, agent: bool, today: date) -> tuple[GuardianHint, ...]:
    """What to do for an applicant born on `born`, somebody acting for them or not; a day not known says nothing."""
    found = []
    if born is not None and age_on(today, born) < FULL_AGE:
        found.append(GuardianHint.TO_CHECK if agent else GuardianHint.NEEDED)
        if age_on(today, born) < AGE_OF_CONSENT:
            found.append(GuardianHint.CONSENT)
    if agent and agent_born is not None and age_on(today, agent_born) < FULL_AGE:
        found.append(GuardianHint.AGENT_TOO_YOUNG)
    return tuple(found)
