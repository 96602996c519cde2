"""`summary.json` of a headless demonstration (format: docs/architecture.md)."""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from app.demo.script import Outcome

if TYPE_CHECKING:
    from app.services.workspace import Workspace

_LIBRARIES = ("tongban", "PySide6-Essentials", "opencv-python", "reportlab", "sqlalchemy", "sqlcipher3")


def write_summary(
    workspace: Workspace, outcomes: Sequence[Outcome], out: Path, steps: dict[str, float]
) -> dict[str, object]:
    """Write every paper as PDF and the summary beside them; returns the summary."""
    out.mkdir(parents=True, exist_ok=True)
    counts = workspace.line_view.facts().counts
    summary: dict[str, object] = {
        "cases": [_case(workspace, outcome, out) for outcome in outcomes],
        "outbox": {"waiting": counts.waiting, "done": counts.done, "needs_clerk": counts.needs_clerk},
        "steps_ms": steps,
        "versions": _versions(),
    }
    (out / "summary.json").write_text(json.dumps(summary, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return summary


def _case(workspace: Workspace, outcome: Outcome, out: Path) -> dict[str, object]:
    case = workspace.open_case.current(outcome.case_id).case
    papers = []
    for number, paper in enumerate(outcome.papers, start=1):
        file = f"{outcome.visit.id}-{number}-{paper.kind.value}.pdf"
        workspace.print_papers.save(workspace.session, paper.id, str(out / file))
        papers.append({"kind": paper.kind.value, "file": file, "sha256": paper.sha256, "pages": paper.page_count})
    return {
        "case_id": case.id,
        "visit": outcome.visit.id,
        "receipt_number": case.receipt_number,
        "platform_number": case.platform_number,
        "state": case.state.value,
        "applicant_name": case.applicant.name if case.applicant else case.form.get("applicant.name", ""),
        "refused": outcome.refused,
        "papers": papers,
    }


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found
