"""A station's drain as a process of its own, for tests that kill it: `python -m ... FOLDER URL`.

Drains until nothing waits; says `delivered` after each receipt, before the row is marked.
"""

from __future__ import annotations

import sys
from pathlib import Path

from app.domain.outbox import OutboxEntry
from app.domain.platform import PlatformReceipt
from app.platform.client.gateway import HttpPlatformGateway
from app.services.sync_outbox import SyncOutbox
from app.system_clock import SystemClock
from local_store.identifiers import RandomIdSource
from tests.fakes.desk import STATION
from tests.fakes.local_store import small_store
from tests.integration.sync.rig import PROVINCE


class TalkingGateway(HttpPlatformGateway):
    def deliver(self, entry: OutboxEntry, blob: bytes | None) -> PlatformReceipt:
        receipt = super().deliver(entry, blob)
        sys.stdout.write("delivered\n")
        sys.stdout.flush()
        return receipt


def main(folder: Path, url: str) -> int:
    clock = SystemClock()
    store = small_store(folder, clock=clock)
    gateway = TalkingGateway(url, STATION.code, PROVINCE, clock)
    waiting = SyncOutbox(store, store.vault, gateway, clock, RandomIdSource()).drain().waiting
    store.close()
    return 0 if waiting == 0 else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
