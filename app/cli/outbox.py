"""`tongban outbox list`: what waits for the platform, and why."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from app.cli.opening import opened

if TYPE_CHECKING:
    from app.domain.outbox import OutboxEntry


def register(commands: Any) -> None:
    """Add the command to the parser."""
    from resources.texts import text

    parser = commands.add_parser("outbox", help=text("cli.help_outbox"))
    parser.add_argument("action", choices=["list"], help=text("cli.help_outbox_list"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the rows that are not done."""
    from resources.texts import text

    with opened(args) as workspace:
        entries = workspace.line_view.entries()
    if args.json:
        print(json.dumps({"entries": [_described(entry) for entry in entries]}, ensure_ascii=False))
        return 0
    print(text("cli.outbox_count", count=len(entries)))
    for entry in entries:
        print(_line(entry))
    return 0


def _line(entry: OutboxEntry) -> str:
    from app.domain.outbox import OutboxState
    from resources.texts import text

    state = text("line.refused" if entry.state is OutboxState.NEEDS_CLERK else "line.waiting")
    kind = text(f"line.kind_{entry.fact.kind}")
    return text("cli.outbox_row", sequence=entry.sequence, kind=kind, state=state, reason=_reason(entry))


def _described(entry: OutboxEntry) -> dict[str, object]:
    return {
        "sequence": entry.sequence,
        "case_id": entry.fact.case_id,
        "kind": entry.fact.kind.value,
        "state": entry.state.value,
        "attempts": entry.attempts,
        "next_at": entry.next_at.isoformat() if entry.next_at else None,
        "code": entry.error_code,
        "reason": _reason(entry),
    }


def _reason(entry: OutboxEntry) -> str:
    from resources.texts import error_text, text

    if not entry.error_code:
        return text("cli.outbox_waiting")
    return error_text(entry.error_code, {"detail": entry.error_detail})
