"""Minors: who acts for them, and whose consent their data need."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.guardianship import GuardianHint, age_on, guardian_hints

TODAY = date(2026, 11, 23)
H = GuardianHint


@pytest.mark.parametrize(
    ("born", "age"),
    [(date(2008, 11, 23), 18), (date(2008, 11, 24), 17), (date(2012, 2, 29), 14)],
)
def test_full_years_are_counted_by_the_birthday(born: date, age: int) -> None:
    assert age_on(TODAY, born) == age


def test_who_was_born_on_a_leap_day_grows_older_on_the_first_of_march() -> None:
    assert [age_on(date(2026, month, day), date(2012, 2, 29)) for month, day in ((2, 28), (3, 1))] == [13, 14]


@pytest.mark.parametrize(
    ("born", "agent", "hints"),
    [
        (date(2008, 11, 23), False, ()),
        (date(2008, 11, 24), False, (H.NEEDED,)),
        (date(2008, 11, 24), True, (H.TO_CHECK,)),
        (date(2012, 11, 23), False, (H.NEEDED,)),
        (date(2012, 11, 24), False, (H.NEEDED, H.CONSENT)),
        (date(2012, 11, 24), True, (H.TO_CHECK, H.CONSENT)),
        (None, False, ()),
    ],
)
def test_a_minor_needs_a_guardian_and_a_child_the_guardians_consent(
    born: date | None, agent: bool, hints: tuple[GuardianHint, ...]
) -> None:
    assert guardian_hints(born, None, agent=agent, today=TODAY) == hints


def test_a_minor_does_not_act_for_others() -> None:
    assert guardian_hints(None, date(2010, 1, 1), agent=True, today=TODAY) == (H.AGENT_TOO_YOUNG,)
    assert guardian_hints(None, date(2010, 1, 1), agent=False, today=TODAY) == ()
