"""What a fault suite counted."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.faults.findings import Findings

_MOST_NOTES = 20


@dataclass(slots=True)
class Tally:
    """Facts acknowledged to the clerk, and what became of them. `notes` say in words what went wrong.

    `kills_by_kind` says what was killed, or what was done to it; fewer faults than `least` prove nothing.
    `recovery_ms` is the longest opening after a fault.
    """

    suite: str
    seed: int
    least: int = 0
    kills: int = 0
    faults: int = 0
    kills_by_kind: dict[str, int] = field(default_factory=dict)
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    damaged: int = 0
    left_in_queue: int = 0
    recovery_ms: float = 0.0
    mutations: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def count_kill(self, kind: str) -> None:
        """One more."""
        self.kills += 1
        self.count_fault(kind)

    def count_fault(self, kind: str) -> None:
        """One more that is no kill."""
        self.faults += 1
        self.kills_by_kind[kind] = self.kills_by_kind.get(kind, 0) + 1

    def add(self, findings: Findings) -> None:
        """What the last check of one kind found."""
        self.recovery_ms = max(self.recovery_ms, round(findings.recovery * 1000, 1))
        self.acknowledged += findings.acknowledged
        self.lost += len(findings.lost)
        self.doubled += len(findings.doubled)
        self.damaged += len(findings.damaged)
        self.notes = [*self.notes, *findings.lost, *findings.doubled, *findings.damaged][:_MOST_NOTES]

    @property
    def clean(self) -> bool:
        """Nothing bad happened, often enough, and every planted bug was noticed."""
        harm = self.lost + self.doubled + self.damaged + self.left_in_queue
        return harm == 0 and self.faults >= self.least and "missed" not in self.mutations.values()
