"""A program that receives cases until the disk says no: `python -m tests.unit.local_store.disk_full_program FOLDER`.

Prints one JSON object: how many cases were acknowledged, what refused the next one, what was found afterwards, and
whether one more could be saved with the room the ballast gave back.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from app.domain.errors import StoreError
from app.ports.store import CaseQuery
from local_store.opening import StoreSettings
from local_store.store import SqlStore
from tests.fakes.local_store import small_store
from tests.fakes.store_samples import blob, draft, page

SETTINGS = StoreSettings(ballast_bytes=512 << 10, low_water_bytes=64 << 10, writer_patience=5.0)


def receive(store: SqlStore, number: int) -> None:
    """One case with one page of 30 KB."""
    content = os.urandom(30_000)
    original = store.vault.put(content, "image/jpeg")
    with store.unit_of_work() as unit:
        unit.cases.save(replace(draft(f"case-{number}"), form={"note": "x" * 3000}))
        unit.pages.add(replace(page(f"page-{number}", f"case-{number}"), original=original, rendition=None))
        unit.commit()


def fill(store: SqlStore) -> tuple[int, str]:
    """Cases acknowledged, and the code of the error that ended it."""
    for number in range(5000):
        try:
            receive(store, number)
        except StoreError as error:
            return number, error.code
    return 5000, "never full"


def whole_cases(store: SqlStore) -> int:
    """Cases that are there with their page, whole."""
    with store.unit_of_work() as unit:
        found = unit.cases.find(CaseQuery(limit=10_000))
        pages = [one for line in found for one in unit.pages.of_case(line.id)]
    assert len(pages) == len(found)
    for one in pages:
        assert blob(store.vault.get(one.original.sha256)) == one.original
    return len(found)


def main(folder: Path) -> None:
    """Fill, look, save one more, open again, look again."""
    report: dict[str, object] = {}
    with closing(small_store(folder, settings=SETTINGS)) as store:
        report["acknowledged"], report["refused"] = fill(store)
        report["found"] = whole_cases(store)
        report["ballast"] = (folder / "ballast").exists()
        try:
            with store.unit_of_work() as unit:
                unit.cases.save(draft("the clerk's current work"))
                unit.commit()
            report["saved"] = True
        except StoreError as error:
            report["saved"] = error.code
    report["temporary"] = len(list(folder.rglob("*.tmp")))
    sys.stdout.write(json.dumps(report))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
