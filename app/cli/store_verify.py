"""`tongban store verify [--hall]`: look at everything, also while a window is open; of the hall too if asked."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.cli.store_opening import opened_beside

if TYPE_CHECKING:
    from app.domain.store_upkeep import Damage, StoreReport
    from app.ports.store import Store


def run(args: argparse.Namespace) -> int:
    """Print what is wrong, with the case it belongs to; 1 when anything is."""
    from resources.texts import text

    with opened_beside(args) as (store, _):
        report = _hall_report(args, store) if args.hall else store.upkeep.verify()
    counts = {name: getattr(report, name) for name in ("cases", "files", "audit_rows", "orphans")}
    if args.json:
        print(json.dumps({"whole": report.whole, **counts, "damages": described(report.damages)}, ensure_ascii=False))
        return 0 if report.whole else 1
    print(text("store.looked_at", **counts))
    for line in damage_lines(report.damages):
        print(line)
    print(text("store.whole") if report.whole else text("store.not_whole", count=len(report.damages)))
    return 0 if report.whole else 1


def _hall_report(args: argparse.Namespace, own: Store) -> StoreReport:
    from app.cli.store_hall import opened_hall

    with opened_hall(args, own) as hall:
        return hall.upkeep.verify()


def described(damages: Sequence[Damage]) -> list[dict[str, str]]:
    """For `--json`."""
    return [{"kind": one.kind.value, "case": one.case, "detail": one.detail} for one in damages]


def damage_lines(damages: Sequence[Damage]) -> list[str]:
    """One line each, in words."""
    from resources.texts import text

    return [text(f"store.damage_{one.kind.value}", case=one.case, detail=one.detail) for one in damages]
