"""A window of a hall as a process of its own, for tests that kill it: `python -m ... FOLDER`.

Takes the lead, fills a case up to the receipt, says `ready` and waits.
"""

from __future__ import annotations

import random
import sys
import threading
from pathlib import Path

from tests.faults.station import FaultStation
from tests.faults.visit_clerk import VisitClerk


def main(folder: Path) -> None:
    workspace = FaultStation(folder).workspace(random.Random(1))
    leads = workspace.synchronise.take_turn(lambda: False)
    case_id = VisitClerk(workspace, lambda _line: None, random.Random(2)).fill()
    sys.stdout.write(f"{leads} {case_id}\n")
    sys.stdout.flush()
    threading.Event().wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
