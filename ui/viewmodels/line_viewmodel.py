"""The line to the platform: what waits, why, what to do, how long."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal

from app.domain.outbox import OutboxState
from app.ports.environment import TaskRunner
from app.services.line_view import LineFacts, LineRow
from app.services.workspace import Workspace
from resources.texts import error_text, text
from ui.viewmodels.row_table_model import Cell, Row, RowTableModel
from ui.viewmodels.viewmodel import ViewModel
from ui.viewmodels.wording import ago_words, size_words, time_words


class LineViewModel(ViewModel):
    """Rows of the outbox in plain words.

    Signals:
        changed(): facts and rows were read again.
        synchronise_asked(): the clerk wants a round now (the shell runs it).
    """

    changed = Signal()
    synchronise_asked = Signal()

    def __init__(self, workspace: Workspace, runner: TaskRunner, parent: QObject | None = None) -> None:
        """`read` fills it."""
        super().__init__(runner, parent)
        self._workspace = workspace
        self.facts: LineFacts | None = None
        headings = ("line.column_case", "line.column_what", "line.column_state", "line.column_why", "line.column_since")
        self.table = RowTableModel([text(key) for key in headings])
        self._rows: tuple[LineRow, ...] = ()

    @property
    def state_words(self) -> tuple[str, str, str]:
        """Tone, headline and explanation of the line."""
        facts = self.facts
        if facts is None or facts.online is None:
            return "muted", text("line.unknown"), text("line.unknown_story")
        since = ago_words(facts.last_success, datetime.now(UTC)) if facts.last_success else text("line.never")
        if facts.online:
            return "green", text("line.online"), text("line.last_success", ago=since)
        return "amber", text("line.offline"), f"{error_text(facts.reason, {})} {text('line.last_success', ago=since)}"

    @property
    def counts_words(self) -> str:
        """How much waits."""
        facts = self.facts
        if facts is None:
            return ""
        counts = facts.counts
        return text(
            "line.counts",
            cases=counts.waiting_cases,
            rows=counts.waiting,
            size=size_words(counts.waiting_bytes),
            refused=counts.needs_clerk,
        )

    def read(self) -> None:
        """Read facts and rows."""
        view = self._workspace.line_view
        self.run("store", lambda: (view.facts(), view.rows()), lambda read: self._show(*read), waiting="line")

    def read_again(self) -> None:
        """The line's state may have changed: read again, unless that is under way."""
        if not self.waiting:
            self.read()

    def release(self, row_key: str) -> None:
        """Send the rows of this row's case again, at once."""
        entry = next((one.entry for one in self._rows if str(one.entry.sequence) == row_key), None)
        if entry is None:
            return
        session, view = self._workspace.session, self._workspace.line_view
        self.run("store", lambda: view.release(session, entry.fact.case_id), lambda _: self._released())

    def _released(self) -> None:
        self.read()
        self.synchronise_asked.emit()

    def _show(self, facts: LineFacts, rows: tuple[LineRow, ...]) -> None:
        self.facts = facts
        self._rows = rows
        self.table.show_rows(tuple(_row(row) for row in rows))
        self.changed.emit()


def _row(row: LineRow) -> Row:
    entry = row.entry
    refused = entry.state is OutboxState.NEEDS_CLERK
    why = error_text(entry.error_code, {"detail": entry.error_detail}) if entry.error_code else text("line.in_turn")
    tries = text("line.tries", count=entry.attempts) if entry.attempts else text("line.not_tried")
    next_try = text("line.next_try", time=time_words(entry.next_at)) if entry.next_at and not refused else ""
    return Row(
        str(entry.sequence),
        (
            Cell(f"{row.receipt_number}\n{row.masked_name}".strip()),
            Cell(text(f"line.kind_{entry.fact.kind}"), tip=entry.fact.key),
            Cell(text("line.refused") if refused else text("line.waiting"), "red" if refused else "amber"),
            Cell(why),
            Cell("\n".join(words for words in (time_words(entry.created_at), tries, next_try) if words)),
        ),
    )
