"""Sixty windows at work on one server, some killed, the server too: `python -m tests.faults hall`, only shorter."""

from __future__ import annotations

from tests.faults import hall
from tests.faults.tally import Tally

SECONDS = 4.0


def test_nothing_is_lost_or_given_twice_while_windows_and_server_are_killed() -> None:
    tally: Tally = hall.run(hall.KINDS, SECONDS, kills=9, seed=7)
    assert (tally.lost, tally.doubled, tally.damaged, tally.notes) == (0, 0, 0, [])
    assert tally.mutations == {"notes_without_turn": "noticed"}
    assert tally.acknowledged > 0
    assert tally.kills > 0
