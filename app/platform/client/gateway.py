"""PlatformGateway over HTTP (contract v1)."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from app.domain.audit import AuditCheckpoint
from app.domain.errors import SyncError
from app.domain.outbox import FactKind, OutboxEntry
from app.domain.platform import ChangePage, Countersigned, LineStatus, PlatformReceipt, RemoteChange
from app.platform import contract
from app.platform.client.exchange import PlatformExchange, platform_line
from app.platform.client.line import LineTimeouts, RawAnswer
from app.platform.client.orders import Installation, countersignature_holds
from app.ports.environment import Clock

if TYPE_CHECKING:
    import requests

    from app.platform.contract.answers import Change

_COMPRESS_FROM = 1024
_ASK_FIRST_FROM = 64 * 1024
_CHANGES_A_PAGE = 200


class HttpPlatformGateway:
    """Tells one province's platform facts and asks it for changes; safe to use from several threads.

    `installation` says which machine of the station this is and whose orders it obeys.
    `province` names the mapping file and must be what the platform's mark says. `session_factory` makes the
    sessions (client certificate, own certificate authority); their proxies and retries are taken away.
    Raises SettingsError `settings.platform_address` unless the address is https, or http on this very machine.
    """

    def __init__(
        self,
        base_url: str,
        station_code: str,
        province: str,
        clock: Clock,
        *,
        installation: Installation | None = None,
        timeouts: LineTimeouts | None = None,
        session_factory: Callable[[], requests.Session] | None = None,
    ) -> None:
        self._station_code = station_code
        self._installation = installation or Installation()
        self._province = province
        self._clock = clock
        line = platform_line(base_url, timeouts or LineTimeouts(), session_factory)
        self._exchange = PlatformExchange(line, station_code, province, clock, self._installation)

    def deliver(self, entry: OutboxEntry, blob: bytes | None) -> PlatformReceipt:
        """See PlatformGateway.deliver; raises ValueError for a PAGE without its bytes."""
        if entry.fact.kind is FactKind.CASE:
            return self._deliver_case(entry)
        if entry.fact.kind is FactKind.COMPLETE:
            return self._deliver_complete(entry)
        if entry.fact.kind is FactKind.RATING:
            return self._deliver_rating(entry)
        if blob is None:
            raise ValueError("a page is delivered with its bytes")
        return self._deliver_page(entry, blob)

    def changes(self, cursor: str) -> ChangePage:
        """See PlatformGateway.changes. A status code the mapping does not know comes as a change without state."""
        from app.platform.client import verdict
        from app.platform.contract.answers import ChangeList

        query = urlencode({"station": self._station_code, "since": cursor, "limit": _CHANGES_A_PAGE})
        answer = self._exchange.ask("GET", f"/v1/changes?{query}", (200,))
        found = verdict.parsed(answer, ChangeList)
        return ChangePage(tuple(self._change(change) for change in found.changes), found.cursor, found.more)

    def countersign(self, checkpoint: AuditCheckpoint) -> Countersigned:
        """See AuditWitness.countersign; `sync.bad_answer` without the signature a locked key asks for."""
        from app.platform.client import verdict
        from app.platform.contract.answers import CheckpointReceipt
        from app.platform.contract.checkpoint_fact import CheckpointFact

        fact = CheckpointFact(
            station=self._station_code,
            installation=checkpoint.installation,
            sequence=checkpoint.sequence,
            hash=checkpoint.hash,
        )
        body = fact.model_dump_json().encode("utf-8")
        headers = {"Content-Type": "application/json", contract.BODY_HASH_HEADER: hashlib.sha256(body).hexdigest()}
        answer = self._exchange.ask("POST", "/v1/audit-checkpoints", (200, 201), headers, body)
        receipt = verdict.parsed(answer, CheckpointReceipt)
        verdict.demand_echo("hash", headers[contract.BODY_HASH_HEADER], receipt.body_sha256)
        verdict.demand_echo(
            "checkpoint", fact.model_dump(), receipt.model_dump(include=set(CheckpointFact.model_fields))
        )
        if not countersignature_holds(receipt, self._installation):
            raise SyncError("bad_answer", detail="countersignature", status=answer.status)
        known = receipt.last
        return Countersigned(
            checkpoint,
            verdict.moment(receipt.at, answer.status),
            receipt.signature,
            None if known is None else AuditCheckpoint(checkpoint.installation, known.sequence, known.hash),
        )

    def check(self) -> LineStatus:
        """Whether the platform answers, and whether both clocks agree."""
        from app.platform.client import verdict
        from app.platform.contract.answers import Health

        try:
            health = verdict.parsed(self._exchange.ask("GET", "/v1/health", (200,)), Health)
        except SyncError as error:
            return LineStatus(False, self._clock.now(), error.code)
        now = self._clock.now()
        skewed = abs((health.time - now).total_seconds()) > contract.MAX_SKEW_SECONDS
        return LineStatus(not skewed, now, "sync.clock_skew" if skewed else "")

    def _deliver_case(self, entry: OutboxEntry) -> PlatformReceipt:
        from app.platform.client import verdict
        from app.platform.contract.answers import CaseReceipt

        fact = entry.fact
        answer = self._tell_json("PUT", f"/v1/cases/{quote(fact.case_id)}", entry, (200, 201))
        receipt = verdict.parsed(answer, CaseReceipt)
        verdict.demand_echo("case", fact.case_id, receipt.case_id)
        verdict.demand_echo("key", fact.key, receipt.key)
        verdict.demand_echo("hash", fact.body_sha256, receipt.body_sha256)
        return PlatformReceipt(
            receipt.key, receipt.body_sha256, receipt.platform_number, text=answer.body.decode("utf-8")
        )

    def _deliver_page(self, entry: OutboxEntry, blob: bytes) -> PlatformReceipt:
        from app.platform.client import verdict
        from app.platform.contract.answers import BlobReceipt

        fact = entry.fact
        worth_asking = entry.attempts > 0 or len(blob) >= _ASK_FIRST_FROM
        if worth_asking and self._has_blob(entry, len(blob)):
            return PlatformReceipt(fact.key, fact.blob_sha256, text="already stored")
        headers = {"Content-Type": "application/octet-stream", contract.KEY_HEADER: fact.key}
        answer = self._exchange.ask("PUT", f"/v1/blobs/{fact.blob_sha256}", (200, 201), headers, blob)
        receipt = verdict.parsed(answer, BlobReceipt)
        verdict.demand_echo("key", fact.key, receipt.key)
        verdict.demand_echo("hash", fact.blob_sha256, receipt.sha256)
        verdict.demand_echo("size", len(blob), receipt.size)
        return PlatformReceipt(receipt.key, receipt.sha256, text=answer.body.decode("utf-8"))

    def _has_blob(self, entry: OutboxEntry, size: int) -> bool:
        """Whether the platform proves (hash, size and key as headers) that it has the blob.

        A refused question has no body that would say why: the answer to the blob itself will.
        """
        from app.platform.client import verdict

        fact = entry.fact
        answer = self._exchange.ask(
            "HEAD", f"/v1/blobs/{fact.blob_sha256}", (200, 403, 404), {contract.KEY_HEADER: fact.key}
        )
        if answer.status != 200:
            return False
        verdict.demand_echo("key", fact.key, answer.headers.get(contract.ECHOED_KEY_HEADER))
        verdict.demand_echo("hash", fact.blob_sha256, answer.headers.get(contract.BLOB_HASH_HEADER))
        verdict.demand_echo("size", str(size), answer.headers.get(contract.BLOB_SIZE_HEADER))
        return True

    def _deliver_complete(self, entry: OutboxEntry) -> PlatformReceipt:
        from app.platform.client import verdict
        from app.platform.contract.answers import CompleteReceipt
        from app.platform.contract.case_fact import CompleteFact

        fact = entry.fact
        answer = self._tell_json("POST", f"/v1/cases/{quote(fact.case_id)}/complete", entry, (200,))
        receipt = verdict.parsed(answer, CompleteReceipt)
        verdict.demand_echo("case", fact.case_id, receipt.case_id)
        verdict.demand_echo("key", fact.key, receipt.key)
        verdict.demand_echo("hash", fact.body_sha256, receipt.body_sha256)
        verdict.demand_echo("state", "submitted", receipt.state)
        frozen = CompleteFact.model_validate_json(fact.body)
        verdict.demand_echo("blobs", set(), set(frozen.blobs) - set(receipt.blobs))
        return PlatformReceipt(
            receipt.key, receipt.body_sha256, stored_blobs=receipt.blobs, text=answer.body.decode("utf-8")
        )

    def _deliver_rating(self, entry: OutboxEntry) -> PlatformReceipt:
        from app.platform.client import verdict
        from app.platform.contract.answers import RatingReceipt

        fact = entry.fact
        answer = self._tell_json("PUT", f"/v1/cases/{quote(fact.case_id)}/rating", entry, (200, 201))
        receipt = verdict.parsed(answer, RatingReceipt)
        verdict.demand_echo("case", fact.case_id, receipt.case_id)
        verdict.demand_echo("key", fact.key, receipt.key)
        verdict.demand_echo("hash", fact.body_sha256, receipt.body_sha256)
        return PlatformReceipt(receipt.key, receipt.body_sha256, text=answer.body.decode("utf-8"))

    def _tell_json(self, method: str, path: str, entry: OutboxEntry, statuses: tuple[int, ...]) -> RawAnswer:
        body = entry.fact.body
        headers = {
            "Content-Type": "application/json",
            contract.KEY_HEADER: entry.fact.key,
            contract.BODY_HASH_HEADER: entry.fact.body_sha256,
        }
        if len(body) > _COMPRESS_FROM:
            packed = gzip.compress(body, 6, mtime=0)
            if len(packed) < len(body):
                body = packed
                headers["Content-Encoding"] = "gzip"
        return self._exchange.ask(method, path, statuses, headers, body)

    def _change(self, change: Change) -> RemoteChange:
        from app.platform.contract.mapping import load_mapping

        state = load_mapping(self._province).state_of(change.state) if change.state else None
        unknown = f" [{change.state}]" if change.state and state is None else ""
        return RemoteChange(
            sequence=change.sequence,
            case_id=change.case_id,
            state=state,
            at=change.at,
            actor=change.actor,
            place=change.place,
            reason=change.reason + unknown,
            platform_number=change.platform_number,
            counterpart_number=change.counterpart_number,
            coordination_number=change.coordination_number,
        )
