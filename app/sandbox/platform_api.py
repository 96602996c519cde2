"""The contract's endpoints over the ledger."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from app.domain.case import CaseState
from app.platform import contract
from app.platform.contract.answers import Change, ChangeList, Health, LicenceAnswer, Progress, ProgressStep
from app.platform.contract.case_fact import CaseFact, CompleteFact
from app.platform.contract.checkpoint_fact import CheckpointFact
from app.platform.contract.licence_query import LicenceQuery
from app.platform.contract.mapping import ProvinceMapping
from app.platform.contract.rating_fact import RatingFact
from app.platform.contract.reasons import Reason
from app.sandbox.incoming import Doorkeeper, key_of, parsed, plain_json, raw_body
from app.sandbox.ledger import Ledger
from app.sandbox.licences import LicenceBook
from app.sandbox.refusal import Refusal
from app.sandbox.witness import Witness

_MOST_CHANGES = 500
_CHANGE_NUMBERS = ("platform_number", "counterpart_number", "coordination_number")


@dataclass(frozen=True, slots=True)
class PlatformApi:
    """Contract v1 for one province."""

    ledger: Ledger
    mapping: ProvinceMapping
    doorkeeper: Doorkeeper
    witness: Witness
    licences: LicenceBook

    def router(self) -> APIRouter:
        """The routes, as in `app.platform.contract.endpoints`."""
        router = APIRouter(prefix="/v1")
        router.add_api_route("/cases/{case_id}", self.put_case, methods=["PUT"])
        router.add_api_route("/blobs/{sha256}", self.head_blob, methods=["HEAD"])
        router.add_api_route("/blobs/{sha256}", self.put_blob, methods=["PUT"])
        router.add_api_route("/cases/{case_id}/complete", self.complete, methods=["POST"])
        router.add_api_route("/cases/{case_id}/rating", self.put_rating, methods=["PUT"])
        router.add_api_route("/changes", self.changes, methods=["GET"])
        router.add_api_route("/audit-checkpoints", self.keep_checkpoint, methods=["POST"])
        router.add_api_route("/e-licences/query", self.find_licence, methods=["POST"])
        router.add_api_route("/progress/{number}", self.progress, methods=["GET"])
        router.add_api_route("/health", self.health, methods=["GET"])
        return router

    async def put_case(self, case_id: str, request: Request) -> JSONResponse:
        """Store a case."""
        station = self.doorkeeper.admit(request)
        body, sha256 = await plain_json(request)
        fact = parsed(CaseFact, body)
        if (case_id, key_of(request), station) != (fact.case_id, fact.key, fact.collecting.station):
            raise Refusal(Reason.BAD_REQUEST)
        new, receipt = await run_in_threadpool(self.ledger.put_case, station, fact, body, sha256)
        return JSONResponse(receipt, 201 if new else 200)

    async def head_blob(self, sha256: str, request: Request) -> Response:
        """Whether a blob is there."""
        self.doorkeeper.admit(request)
        size = await run_in_threadpool(self.ledger.blob_size, sha256)
        if size is None:
            return Response(status_code=404)
        headers = {
            contract.ECHOED_KEY_HEADER: key_of(request),
            contract.BLOB_HASH_HEADER: sha256,
            contract.BLOB_SIZE_HEADER: str(size),
        }
        return Response(headers=headers)

    async def put_blob(self, sha256: str, request: Request) -> JSONResponse:
        """Store a blob under its hash."""
        self.doorkeeper.admit(request)
        key = key_of(request)
        data = await raw_body(request)
        if hashlib.sha256(data).hexdigest() != sha256:
            raise Refusal(Reason.BODY_DAMAGED)
        new = await run_in_threadpool(self.ledger.put_blob, sha256, data)
        return JSONResponse({"sha256": sha256, "size": len(data), "key": key}, 201 if new else 200)

    async def complete(self, case_id: str, request: Request) -> JSONResponse:
        """Submit a case."""
        self.doorkeeper.admit(request)
        body, sha256 = await plain_json(request)
        fact = parsed(CompleteFact, body)
        if (case_id, key_of(request)) != (fact.case_id, fact.key):
            raise Refusal(Reason.BAD_REQUEST)
        return JSONResponse(await run_in_threadpool(self.ledger.complete, fact, sha256))

    async def put_rating(self, case_id: str, request: Request) -> JSONResponse:
        """Keep a rating."""
        self.doorkeeper.admit(request)
        body, sha256 = await plain_json(request)
        fact = parsed(RatingFact, body)
        if (case_id, key_of(request)) != (fact.case_id, fact.key):
            raise Refusal(Reason.BAD_REQUEST)
        new, receipt = await run_in_threadpool(self.ledger.put_rating, fact, sha256)
        return JSONResponse(receipt, 201 if new else 200)

    async def changes(self, request: Request, station: str, since: str = "", limit: int = 200) -> Response:
        """Changes of the station's cases."""
        if self.doorkeeper.admit(request) != station or not 1 <= limit <= _MOST_CHANGES:
            raise Refusal(Reason.BAD_REQUEST)
        rows, more = await run_in_threadpool(self.ledger.poll, station, _sequence(since), limit)
        cursor = _cursor(rows[-1]["sequence"]) if rows else since
        return _json(ChangeList(cursor=cursor, more=more, changes=tuple(self._change(row) for row in rows)))

    async def keep_checkpoint(self, request: Request) -> JSONResponse:
        """Remember how far an audit log goes."""
        station = self.doorkeeper.admit(request)
        body, sha256 = await plain_json(request)
        fact = parsed(CheckpointFact, body)
        if fact.station != station:
            raise Refusal(Reason.BAD_REQUEST)
        new, receipt = await run_in_threadpool(self.witness.keep, fact, sha256)
        return JSONResponse(receipt, 201 if new else 200)

    async def find_licence(self, request: Request) -> Response:
        """What the register of electronic licences says."""
        self.doorkeeper.admit(request)
        body, sha256 = await plain_json(request)
        return _json(self.licences.answer(parsed(LicenceQuery, body), sha256))

    async def progress(self, number: str, code: str) -> Response:
        """Where a case stands, for the applicant."""
        case, changes = await run_in_threadpool(self.ledger.progress, number, code)
        fact = CaseFact.model_validate_json(case["body"])
        steps = tuple(
            ProgressStep(state=self._code(row["state"]), at=row["at"], place=row["place"], reason=row["reason"])
            for row in changes
            if row["state"]
        )
        return _json(
            Progress(
                receipt_number=case["receipt_number"],
                platform_number=case["platform_number"],
                item_name=fact.guide.item_name,
                place_name=fact.handling.place_name,
                state=self._code(case["state"]),
                steps=steps,
            )
        )

    async def health(self) -> Response:
        """Whether the platform is there."""
        return _json(Health(time=self.doorkeeper.now(), province=self.mapping.province))

    def _change(self, row: Any) -> Change:
        numbers = {name: row[name] for name in _CHANGE_NUMBERS}
        return Change(
            sequence=row["sequence"],
            case_id=row["case_id"],
            state=self._code(row["state"]),
            at=row["at"],
            actor=row["actor"],
            place=row["place"],
            reason=row["reason"],
            **numbers,
        )

    def _code(self, state: str) -> str:
        """The province's code; empty for what has none (nothing changed, or not submitted yet)."""
        return self.mapping.status_codes.get(CaseState(state), "") if state else ""


def _json(answer: ChangeList | LicenceAnswer | Progress | Health) -> Response:
    return Response(answer.model_dump_json(), media_type="application/json")


def _cursor(sequence: int) -> str:
    return f"c{sequence}"


def _sequence(cursor: str) -> int:
    if not cursor:
        return 0
    if not (cursor.startswith("c") and cursor[1:].isdecimal()):
        raise Refusal(Reason.BAD_CURSOR)
    return int(cursor[1:])
