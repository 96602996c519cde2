"""What the stand-in platform knows: cases, blobs, answers given, changes told."""

from __future__ import annotations

import hmac
import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app.domain.case import CaseState
from app.domain.local_day import local_day
from app.platform.contract.case_fact import CaseFact, CompleteFact
from app.platform.contract.mapping import ProvinceMapping
from app.platform.contract.rating_fact import RatingFact
from app.platform.contract.reasons import Reason
from app.sandbox.book import Book
from app.sandbox.refusal import Refusal
from resources.texts import text


@dataclass(frozen=True, slots=True)
class ScriptStep:
    """A decision by script: a submitted case goes to `state` when its station has asked `after_polls` times."""

    after_polls: int
    state: CaseState


@dataclass(frozen=True, slots=True)
class Decision:
    """What a handling place says about a case; `state` None changes only numbers."""

    case_id: str
    state: CaseState | None
    actor: str = ""
    place: str = ""
    reason: str = ""
    counterpart_number: str = ""
    coordination_number: str = ""


class Ledger:
    """Stores each fact once.

    `idempotency` False is a planted bug: the ledger forgets which keys it has answered and stores a repeated case
    a second time. Tests switch it off to prove that they would notice.
    """

    def __init__(
        self,
        path: Path | None,
        mapping: ProvinceMapping,
        now: Callable[[], datetime],
        *,
        script: tuple[ScriptStep, ...] = (),
        idempotency: bool = True,
    ) -> None:
        self._book = Book(path, unique=idempotency)
        self._mapping = mapping
        self._now = now
        self._script = script
        self._idempotency = idempotency

    @property
    def book(self) -> Book:
        """The database, for what else the platform keeps."""
        return self._book

    def put_case(self, station: str, fact: CaseFact, body: bytes, body_sha256: str) -> tuple[bool, dict[str, Any]]:
        """Store a case; whether it is new, and the receipt."""
        with self._book.writing() as book:
            if self._idempotency:
                known = self._answered(book, fact.key, body_sha256)
                if known is not None:
                    return False, known
                self._refuse_second(book, fact)
            receipt = self._stored(book, station, fact, body, body_sha256)
            self._remember(book, fact.key, body_sha256, receipt)
        return True, receipt

    def _refuse_second(self, book: sqlite3.Connection, fact: CaseFact) -> None:
        if book.execute("select 1 from cases where case_id = ?", (fact.case_id,)).fetchone():
            raise Refusal(Reason.CASE_EXISTS)
        if book.execute("select 1 from cases where receipt_number = ?", (fact.receipt_number,)).fetchone():
            raise Refusal(Reason.NUMBER_REFUSED)

    def _stored(
        self, book: sqlite3.Connection, station: str, fact: CaseFact, body: bytes, body_sha256: str
    ) -> dict[str, Any]:
        now = self._now()
        row = book.execute(
            "insert into cases (case_id, station, receipt_number, query_code, state, received_at, body)"
            " values (?, ?, ?, ?, ?, ?, ?)",
            (
                fact.case_id,
                station,
                fact.receipt_number,
                fact.query_code,
                CaseState.RECEIVED.value,
                now.isoformat(),
                body,
            ),
        ).lastrowid
        number = self._mapping.platform_number(fact.handling.division_code, local_day(now), row or 0)
        book.execute("update cases set platform_number = ? where row = ?", (number, row))
        return {
            "case_id": fact.case_id,
            "key": fact.key,
            "body_sha256": body_sha256,
            "platform_number": number,
            "received_at": now.isoformat(),
            "missing_blobs": _missing(book, [blob.sha256 for blob in fact.blobs]),
        }

    def put_blob(self, sha256: str, data: bytes) -> bool:
        """Store a blob; whether it is new."""
        with self._book.writing() as book:
            insert = "insert or ignore into blobs (sha256, size, data) values (?, ?, ?)"
            return book.execute(insert, (sha256, len(data), data)).rowcount == 1

    def blob(self, sha256: str) -> bytes | None:
        """The bytes of a blob, None when it is not there."""
        row = self._book.row("select data from blobs where sha256 = ?", sha256)
        return None if row is None else bytes(row["data"])

    def blob_size(self, sha256: str) -> int | None:
        """Size of a blob in bytes, None when it is not there."""
        row = self._book.row("select size from blobs where sha256 = ?", sha256)
        return None if row is None else int(row["size"])

    def lose_blob(self, sha256: str) -> None:
        """Forget a blob, as a platform does whose disk was restored from an older backup."""
        with self._book.writing() as book:
            book.execute("delete from blobs where sha256 = ?", (sha256,))

    def complete(self, fact: CompleteFact, body_sha256: str) -> dict[str, Any]:
        """Submit a case when every blob of its manifest is there; the receipt."""
        with self._book.writing() as book:
            known = self._answered(book, fact.key, body_sha256) if self._idempotency else None
            if known is not None:
                return known
            case = book.execute("select * from cases where case_id = ? order by row", (fact.case_id,)).fetchone()
            if case is None:
                raise Refusal(Reason.CASE_UNKNOWN)
            manifest = {blob["sha256"] for blob in json.loads(case["body"])["blobs"]}
            if manifest != set(fact.blobs):
                raise Refusal(Reason.BLOBS_DIFFER)
            missing = _missing(book, list(fact.blobs))
            if missing:
                raise Refusal(Reason.MISSING_BLOBS, tuple(missing))
            place = json.loads(case["body"])["handling"]["place_name"]
            decision = Decision(fact.case_id, CaseState.SUBMITTED, text("sandbox.platform"), place)
            self._tell(book, case, decision)
            receipt = {
                "case_id": fact.case_id,
                "key": fact.key,
                "body_sha256": body_sha256,
                "blobs": sorted(manifest),
                "state": CaseState.SUBMITTED.value,
            }
            self._remember(book, fact.key, body_sha256, receipt)
        return receipt

    def put_rating(self, fact: RatingFact, body_sha256: str) -> tuple[bool, dict[str, Any]]:
        """Keep a rating; whether it is new, and the receipt."""
        with self._book.writing() as book:
            known = self._answered(book, fact.key, body_sha256) if self._idempotency else None
            if known is not None:
                return False, known
            if book.execute("select 1 from cases where case_id = ?", (fact.case_id,)).fetchone() is None:
                raise Refusal(Reason.CASE_UNKNOWN)
            insert = "insert into ratings (case_id, grade, code, given_at, reasons) values (?, ?, ?, ?, ?)"
            book.execute(insert, (fact.case_id, fact.grade, fact.code, fact.given_at, " ".join(fact.reasons)))
            receipt = {"case_id": fact.case_id, "key": fact.key, "body_sha256": body_sha256}
            self._remember(book, fact.key, body_sha256, receipt)
        return True, receipt

    def ratings(self) -> list[sqlite3.Row]:
        """All ratings: case, grade, the province's code, when, and the reasons parted by blanks."""
        return self._book.rows("select * from ratings order by case_id")

    def poll(self, station: str, since: int, limit: int) -> tuple[list[sqlite3.Row], bool]:
        """Changes of a station after sequence `since`, and whether there are more; scripted decisions come first."""
        if self._script:
            self._play(station)
        rows = self._book.rows(
            "select * from changes where station = ? and sequence > ? order by sequence limit ?",
            station,
            since,
            limit + 1,
        )
        return rows[:limit], len(rows) > limit

    def _play(self, station: str) -> None:
        waiting = "select * from cases where station = ? and state <> ?"
        with self._book.writing() as book:
            for case in book.execute(waiting, (station, CaseState.RECEIVED.value)).fetchall():
                polls = case["polls"] + 1
                book.execute("update cases set polls = ? where row = ?", (polls, case["row"]))
                for step in self._script:
                    if step.after_polls == polls:
                        place = json.loads(case["body"])["handling"]["place_name"]
                        decision = Decision(case["case_id"], step.state, text("sandbox.handling_clerk"), place)
                        self._tell(book, case, decision)

    def decide(self, decision: Decision) -> None:
        """Act as the handling place. Raises Refusal `case_unknown`, `bad_request` (a state only a station has)."""
        if decision.state is not None and decision.state not in self._mapping.status_codes:
            raise Refusal(Reason.BAD_REQUEST)
        with self._book.writing() as book:
            case = book.execute("select * from cases where case_id = ?", (decision.case_id,)).fetchone()
            if case is None:
                raise Refusal(Reason.CASE_UNKNOWN)
            self._tell(book, case, decision)

    def progress(self, number: str, query_code: str) -> tuple[sqlite3.Row, list[sqlite3.Row]]:
        """A case and its changes for whoever knows number and query code.

        Raises Refusal `not_found`, the same for a wrong number as for a wrong code.
        """
        case = self._book.row("select * from cases where (platform_number = ? or receipt_number = ?)", number, number)
        if case is None or not hmac.compare_digest(case["query_code"].encode(), query_code.encode()):
            raise Refusal(Reason.NOT_FOUND)
        return case, self._book.rows("select * from changes where case_id = ? order by sequence", case["case_id"])

    def cases(self) -> list[sqlite3.Row]:
        """All cases as stored, newest first."""
        return self._book.rows("select * from cases order by row desc")

    def close(self) -> None:
        """Close the database."""
        self._book.close()

    def _tell(self, book: sqlite3.Connection, case: sqlite3.Row, decision: Decision) -> None:
        """Change a case's state and numbers, and tell its station."""
        numbers = (
            decision.counterpart_number or case["counterpart_number"],
            decision.coordination_number or case["coordination_number"],
        )
        state = decision.state.value if decision.state else case["state"]
        book.execute(
            "update cases set state = ?, counterpart_number = ?, coordination_number = ? where row = ?",
            (state, *numbers, case["row"]),
        )
        book.execute(
            "insert into changes (case_id, station, state, at, actor, place, reason, platform_number,"
            " counterpart_number, coordination_number) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                decision.case_id,
                case["station"],
                decision.state.value if decision.state else "",
                self._now().isoformat(),
                decision.actor,
                decision.place,
                decision.reason,
                case["platform_number"],
                *numbers,
            ),
        )

    def _answered(self, book: sqlite3.Connection, key: str, body_sha256: str) -> dict[str, Any] | None:
        row = book.execute("select body_sha256, answer from answers where key = ?", (key,)).fetchone()
        if row is None:
            return None
        if row["body_sha256"] != body_sha256:
            raise Refusal(Reason.KEY_CONFLICT)
        answer: dict[str, Any] = json.loads(row["answer"])
        return answer

    def _remember(self, book: sqlite3.Connection, key: str, body_sha256: str, answer: dict[str, Any]) -> None:
        if self._idempotency:
            book.execute("insert into answers values (?, ?, ?)", (key, body_sha256, json.dumps(answer)))


def _missing(book: sqlite3.Connection, blobs: list[str]) -> list[str]:
    there = "select 1 from blobs where sha256 = ?"
    return [sha256 for sha256 in dict.fromkeys(blobs) if not book.execute(there, (sha256,)).fetchone()]
