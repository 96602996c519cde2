"""Puts the stand-in platform together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from app.platform.contract.mapping import load_mapping
from app.platform.contract.reasons import Reason
from app.sandbox.desk import Desk
from app.sandbox.fault_layer import FaultLayer, MarkLayer
from app.sandbox.faults import FaultSwitch
from app.sandbox.incoming import Doorkeeper
from app.sandbox.ledger import Ledger, ScriptStep
from app.sandbox.licences import LicenceBook, sample_licences
from app.sandbox.platform_api import PlatformApi
from app.sandbox.refusal import Refusal
from app.sandbox.seal import ProvinceSeal
from app.sandbox.wipe_desk import WipeDesk
from app.sandbox.wipe_orders import WipeOrders
from app.sandbox.witness import Witness


def utc_now() -> datetime:
    """The time of this machine."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class SandboxSettings:
    """How the stand-in behaves.

    `database` None keeps all in memory; an empty `stations` knows every station; `now` is its clock;
    `idempotency` False plants the bug tests look for.
    """

    province: str = "yunzhou"
    database: Path | None = None
    stations: frozenset[str] = frozenset()
    script: tuple[ScriptStep, ...] = ()
    now: Callable[[], datetime] = utc_now
    idempotency: bool = True


@dataclass(frozen=True, slots=True)
class Sandbox:
    """The running parts: ledger, faults, key, orders, register of e-licences, and the application to serve."""

    ledger: Ledger
    faults: FaultSwitch
    seal: ProvinceSeal
    wipes: WipeOrders
    licences: LicenceBook
    application: ASGIApp = field(repr=False)


def create_sandbox(settings: SandboxSettings) -> Sandbox:
    """A platform with a ledger of its own."""
    mapping = load_mapping(settings.province)
    ledger = Ledger(settings.database, mapping, settings.now, script=settings.script, idempotency=settings.idempotency)
    faults = FaultSwitch()
    seal = ProvinceSeal(ledger.book)
    wipes = WipeOrders(ledger.book, seal, settings.now)
    witness = Witness(ledger.book, seal, settings.now)
    licences = sample_licences()
    api = PlatformApi(ledger, mapping, Doorkeeper(settings.stations, settings.now, wipes), witness, licences)
    app = FastAPI(title="Tongban sandbox", openapi_url=None)
    app.include_router(api.router())
    app.include_router(Desk(ledger, faults).router())
    app.include_router(WipeDesk(wipes, witness, seal).router())
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _bad_request)
    app.add_exception_handler(HTTPException, _no_such_thing)
    layers = FaultLayer(MarkLayer(app, settings.province), faults, settings.province)
    return Sandbox(ledger, faults, seal, wipes, licences, layers)


async def _refused(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, Refusal):
        raise error
    return JSONResponse(error.answer(), error.status)


async def _bad_request(request: Request, error: Exception) -> JSONResponse:
    refusal = Refusal(Reason.BAD_REQUEST)
    return JSONResponse(refusal.answer(), refusal.status)


async def _no_such_thing(request: Request, error: Exception) -> JSONResponse:
    status = error.status_code if isinstance(error, HTTPException) else 404
    headers = error.headers if isinstance(error, HTTPException) else None
    return JSONResponse(Refusal(Reason.NOT_FOUND).answer(), status, headers=headers)
