"""LicenceRegister over HTTP (contract v1): one short question, an answer within seconds or none."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from app.domain.e_licence import LicenceAnswer, LicenceOutcome, LicencePurpose, LicenceQuestion, LicenceRecord
from app.platform import contract
from app.platform.client.exchange import PlatformExchange
from app.platform.client.line import LineTimeouts
from app.ports.environment import Clock

if TYPE_CHECKING:
    from app.platform.contract.answers import Licence

PATIENCE = LineTimeouts(connect=3.0, read=6.0, stall=6.0, answer=8.0)
"""A paper lies before the clerk: what takes longer comes too late, and is asked again."""


class HttpLicenceRegister:
    """Asks the register behind one province's platform; safe to use from several threads."""

    def __init__(self, exchange: PlatformExchange, clock: Clock) -> None:
        """`exchange` over a line with `PATIENCE`."""
        self._exchange = exchange
        self._clock = clock

    def ask(self, question: LicenceQuestion, purpose: LicencePurpose) -> LicenceAnswer:
        """See LicenceRegister.ask; `sync.bad_answer` unless the answer names this very question."""
        from app.platform.client import verdict
        from app.platform.contract import answers

        body = _query(question, purpose)
        sha256 = hashlib.sha256(body).hexdigest()
        headers = {"Content-Type": "application/json", contract.BODY_HASH_HEADER: sha256}
        answer = self._exchange.ask("POST", "/v1/e-licences/query", (200,), headers, body)
        found = verdict.parsed(answer, answers.LicenceAnswer)
        verdict.demand_echo("hash", sha256, found.body_sha256)
        if found.licence is not None:
            _demand_the_asked(question, found.licence)
        record = _record(found.licence) if found.licence is not None else None
        return LicenceAnswer(LicenceOutcome(found.outcome), self._clock.now(), record)


def _query(question: LicenceQuestion, purpose: LicencePurpose) -> bytes:
    from app.platform.contract.licence_query import LicenceQuery, QueryPurpose

    told = LicenceQuery(
        identifier=question.identifier,
        holder_number=question.holder_number,
        licence_type=question.licence_type,
        purpose=QueryPurpose(
            case_id=purpose.case_id,
            item_code=purpose.item_code,
            material_code=purpose.material_code,
            clerk_id=purpose.clerk_id,
        ),
    )
    return told.model_dump_json().encode()


def _demand_the_asked(question: LicenceQuestion, licence: Licence) -> None:
    """A register that gives another licence than was asked for has not answered."""
    from app.platform.client import verdict

    if question.identifier:
        verdict.demand_echo("licence", question.identifier, licence.identifier)
    else:
        verdict.demand_echo("holder", question.holder_number, licence.holder_number)
        verdict.demand_echo("kind", question.licence_type, licence.licence_type)


def _record(licence: Licence) -> LicenceRecord:
    return LicenceRecord(
        identifier=licence.identifier,
        licence_type=licence.licence_type,
        status=licence.status,
        holder_name=licence.holder_name,
        holder_number=licence.holder_number,
        valid_until=licence.valid_until,
        fields=tuple(licence.fields.items()),
    )
