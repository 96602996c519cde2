"""Real photographs and scans, lent to the project beside its checkout and not part of it.

Where they are not there the tests that look at them are not collected: nothing here can be fetched.
"""

from __future__ import annotations

from pathlib import Path

DATA = Path(__file__).resolve().parents[5] / "shared" / "data" / "real"

collect_ignore_glob = [] if DATA.is_dir() else ["test_*.py"]
