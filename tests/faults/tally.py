"""What a fault suite counted."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """Facts acknowledged to the clerk, and what became of them. `notes` say in words what went wrong."""

    suite: str
    seed: int
    kills: int = 0
    faults: int = 0
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    damaged: int = 0
    left_in_queue: int = 0
    mutations: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Nothing bad happened, and every planted bug was noticed."""
        harm = self.lost + self.doubled + self.damaged + self.left_in_queue
        return harm == 0 and "missed" not in self.mutations.values()
