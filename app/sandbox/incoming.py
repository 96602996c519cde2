"""What every request of a station must bring, checked once for all endpoints."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from fastapi import Request
from pydantic import ValidationError

from app.platform import contract
from app.platform.contract.case_fact import Element
from app.platform.contract.reasons import Reason
from app.sandbox.refusal import Refusal
from app.sandbox.wipe_orders import WipeOrders

Fact = TypeVar("Fact", bound=Element)

_LARGEST_FACT = 4 * 1024 * 1024
_LARGEST_BLOB = 32 * 1024 * 1024
_GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Doorkeeper:
    """Knows the stations (an empty set: everyone), the time, and whose machines were stolen."""

    stations: frozenset[str]
    now: Callable[[], datetime]
    wipes: WipeOrders

    def admit(self, request: Request) -> str:
        """The station's code. Raises Refusal `bad_request`, `clock_skew`, `station_unknown`, `station_wiped`."""
        station = request.headers.get(contract.STATION_HEADER, "")
        if not station:
            raise Refusal(Reason.BAD_REQUEST)
        if self.stations and station not in self.stations:
            raise Refusal(Reason.STATION_UNKNOWN)
        self.wipes.check(station, request.headers.get(contract.INSTALLATION_HEADER, ""))
        try:
            sent_at = datetime.fromisoformat(request.headers.get(contract.SENT_AT_HEADER, ""))
            skew = abs((self.now() - sent_at).total_seconds())
        except (ValueError, TypeError):
            raise Refusal(Reason.BAD_REQUEST) from None
        if skew > contract.MAX_SKEW_SECONDS:
            raise Refusal(Reason.CLOCK_SKEW)
        return station


def key_of(request: Request) -> str:
    """The idempotency key. Raises Refusal `bad_request` when there is none."""
    key = request.headers.get(contract.KEY_HEADER, "")
    if not key:
        raise Refusal(Reason.BAD_REQUEST)
    return key


async def plain_json(request: Request) -> tuple[bytes, str]:
    """The unpacked body and its SHA-256. Raises Refusal `too_large`, `body_damaged`."""
    body = await raw_body(request, _LARGEST_FACT)
    if request.headers.get("Content-Encoding") == "gzip":
        body = _unpacked(body)
    sha256 = hashlib.sha256(body).hexdigest()
    if sha256 != request.headers.get(contract.BODY_HASH_HEADER):
        raise Refusal(Reason.BODY_DAMAGED)
    return body, sha256


async def raw_body(request: Request, largest: int = _LARGEST_BLOB) -> bytes:
    """The body as sent. Raises Refusal `too_large`."""
    body = bytearray()
    async for block in request.stream():
        body += block
        if len(body) > largest:
            raise Refusal(Reason.TOO_LARGE)
    return bytes(body)


def parsed(model: type[Fact], body: bytes) -> Fact:
    """The fact. Raises Refusal `bad_request` when it does not keep to the contract."""
    try:
        return model.model_validate_json(body)
    except ValidationError:
        raise Refusal(Reason.BAD_REQUEST) from None


def _unpacked(body: bytes) -> bytes:
    unpacker = zlib.decompressobj(_GZIP)
    try:
        plain = unpacker.decompress(body, _LARGEST_FACT + 1)
    except zlib.error:
        raise Refusal(Reason.BODY_DAMAGED) from None
    if len(plain) > _LARGEST_FACT:
        raise Refusal(Reason.TOO_LARGE)
    return plain
