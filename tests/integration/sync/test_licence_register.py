"""A question for an electronic licence and what the register says, over real HTTP; nobody answers: an error in time."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from app.domain.e_licence import LicenceAnswer, LicenceOutcome, LicencePurpose, LicenceQuestion, LicenceStatus
from app.domain.errors import SyncError
from app.domain.finding import FindingReason, Light
from app.domain.material import Provision
from app.domain.page_text import KnownPaper, PageReading, PaperField, SignatureHint
from app.platform.client.exchange import PlatformExchange, platform_line
from app.platform.client.licence_register import HttpLicenceRegister
from app.platform.client.line import LineTimeouts
from app.platform.client.orders import Installation
from app.sandbox.faults import Fault, FaultKind
from app.sandbox.server import SandboxServer
from tests.fakes.desk import SESSION, STATION, Desk
from tests.fakes.guides import FAR, ITEM
from tests.integration.sync.rig import PROVINCE, QUICK, Window

PURPOSE = LicencePurpose("case-1", "990106001018", "business_licence", "clerk-1")
FIRM = LicenceQuestion(holder_number="91990101MA0000007H", licence_type="营业执照")
CLOSED_FIRM = LicenceQuestion(holder_number="91990101MA0000008L", licence_type="营业执照")
ROOT = "1.2.156.3005.2.11990100000000002Q001.11990100000000002Q.000000001.001.P"


def register(window: Window, url: str, timeouts: LineTimeouts = QUICK) -> HttpLicenceRegister:
    exchange = PlatformExchange(platform_line(url, timeouts), STATION.code, PROVINCE, window.clock, Installation())
    return HttpLicenceRegister(exchange, window.clock)


def asked(window: Window, sandbox: SandboxServer, question: LicenceQuestion) -> LicenceAnswer:
    return register(window, sandbox.url).ask(question, PURPOSE)


def test_a_licence_is_found_by_its_identifier_and_by_its_holder(window: Window, sandbox: SandboxServer) -> None:
    by_holder = asked(window, sandbox, FIRM)
    by_identifier = asked(window, sandbox, LicenceQuestion(identifier=ROOT))

    assert by_holder == by_identifier
    assert by_holder.outcome is LicenceOutcome.FOUND
    record = by_holder.record
    assert record is not None
    assert (record.holder_name, record.status) == ("样本贸易有限公司", LicenceStatus.VALID)
    assert dict(record.fields)["legal_representative"] == "李样本"


def test_the_purpose_travels_with_the_question(window: Window, sandbox: SandboxServer) -> None:
    asked(window, sandbox, FIRM)

    [purpose] = sandbox.licences.purposes
    assert purpose.model_dump() == {
        "reason": "originals_check",
        "case_id": "case-1",
        "item_code": "990106001018",
        "material_code": "business_licence",
        "clerk_id": "clerk-1",
    }


@pytest.mark.parametrize(
    ("question", "outcome", "status"),
    [
        (CLOSED_FIRM, LicenceOutcome.FOUND, LicenceStatus.REVOKED),
        (LicenceQuestion("", "990105196004010075", "居民身份证"), LicenceOutcome.FOUND, LicenceStatus.EXPIRED),
        (LicenceQuestion("", "99010119881109001X", "结婚证"), LicenceOutcome.NOT_AUTHORISED, None),
        (LicenceQuestion("", "990105196004010075", "营业执照"), LicenceOutcome.NOT_FOUND, None),
    ],
)
def test_what_the_register_says(
    window: Window,
    sandbox: SandboxServer,
    question: LicenceQuestion,
    outcome: LicenceOutcome,
    status: LicenceStatus | None,
) -> None:
    answer = asked(window, sandbox, question)

    assert answer.outcome is outcome
    assert (answer.record.status if answer.record is not None else None) is status


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (FaultKind.HANG, "sync.timeout"),
        (FaultKind.DRIP, "sync.stalled"),
        (FaultKind.DROP, "sync.interrupted"),
        (FaultKind.HTML_200, "sync.captive_portal"),
        (FaultKind.WRONG_ECHO, "sync.bad_answer"),
        (FaultKind.HALF_JSON, "sync.bad_answer"),
        (FaultKind.BUSY_503, "sync.unavailable"),
        (FaultKind.STATION_UNKNOWN, "sync.station_unknown"),
    ],
)
def test_without_an_answer_there_is_an_error_within_its_time(
    window: Window, sandbox: SandboxServer, kind: FaultKind, code: str
) -> None:
    sandbox.faults.set(Fault(kind, path="/v1/e-licences", seconds=20.0))
    started = time.monotonic()

    with pytest.raises(SyncError) as raised:
        asked(window, sandbox, FIRM)

    assert raised.value.code == code
    assert time.monotonic() - started < 5.0


def test_a_platform_that_is_away_is_no_route(window: Window) -> None:
    with window.sandbox() as sandbox:
        url = sandbox.url
    with pytest.raises(SyncError, match=r"sync\.no_route"):
        register(window, url).ask(FIRM, PURPOSE)


def test_from_a_page_that_was_read_to_its_light(window: Window, sandbox: SandboxServer) -> None:
    desk = Desk()
    desk.paper_kinds["身份证"] = frozenset({"resident_id_front"})
    name, number = "张䶮样本", "99010119881109001X"
    case_id = desk.draft(applicant__name=name, applicant__document_number=number)
    desk.edit_case.choose(case_id, ITEM, FAR)
    desk.edit_case.provide(case_id, "M2", Provision.PAPER)
    sheet = desk.page(case_id, "M2", b"sheet")
    fields = (
        PaperField("name", name, 0.98, None, None),
        PaperField("number", number, 0.98, True, None),
        PaperField("birth_date", "1988-11-08", 0.98, True, None),
    )
    paper = KnownPaper("resident_id_front", 0.99, fields)
    with desk.store.unit_of_work() as unit:
        unit.readings.save(sheet.id, PageReading(800, 500, (), paper, (), SignatureHint.NO_PLACE))
        unit.commit()
    ask = replace(desk.ask_licence, register=register(window, sandbox.url))

    ask.on_desk(case_id)
    ask(SESSION, case_id, ask.due(case_id))

    found = {one.field: one for one in desk.compare(case_id)["M2"].findings if "licence" in one.reason}
    assert found[""].reason is FindingReason.LICENCE_VALID
    assert found["name"].light is Light.GREEN
    birth = found["birth_date"]
    assert (birth.light, birth.on_paper, birth.expected) == (Light.RED, "1988-11-08", "1988-11-09")
    assert sandbox.licences.purposes[0].case_id == case_id
