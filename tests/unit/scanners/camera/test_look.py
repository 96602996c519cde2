"""A look at a preview picture: outlines each time, a verdict as often as the machine can afford."""

from __future__ import annotations

import time

import pytest

from app.domain.page import Quality, QualityVerdict
from scanners.drivers.camera import look
from scanners.simulated.camera import desk_with


@pytest.mark.parametrize(("takes_s", "verdicts"), [(0.0, 3), (0.5, 1)])
def test_on_a_busy_machine_verdicts_are_rarer_and_outlines_are_not(
    monkeypatch: pytest.MonkeyPatch, takes_s: float, verdicts: int
) -> None:
    judged, now = list[object](), [100.0]

    def judge(page: object) -> Quality:
        judged.append(page)
        now[0] += takes_s
        return Quality(QualityVerdict.GOOD, ())

    monkeypatch.setattr(look, "judge", judge)
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    looker, picture = look.Looker(), desk_with(("application_form",))

    looks = [looker.look(picture, number, 0.5 * number, 0.0) for number in range(1, 4)]

    assert all(one.outlines for one in looks)
    assert len(judged) == verdicts
