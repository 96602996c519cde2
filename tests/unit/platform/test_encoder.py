"""Facts are frozen: one case, one sequence of bytes, one key each."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from typing import Any

import pytest
from pydantic import ValidationError

from app.domain.applicant import Organisation
from app.domain.case import Case
from app.domain.guide import MaterialForm, OriginalHandling
from app.domain.material import CaseMaterial, Provision
from app.domain.outbox import Fact, FactKind
from app.domain.verification import Verification, VerificationVerdict
from app.platform.contract.case_fact import CaseFact, CompleteFact, PageFact
from app.platform.encoder import CanonicalFactEncoder, canonical_json
from tests.fakes.desk import CLERK, SESSION
from tests.fakes.environment import MONDAY
from tests.fakes.guides import guide, material
from tests.integration.sync.rig import RARE, blob, page, received_case

CASE_ID = "0199-case"
GUIDE = guide()


def facts(case: Case | None = None, province: str = "yunzhou", pages: int = 1) -> tuple[Fact, ...]:
    case = case or received_case(CASE_ID, 42, MONDAY)
    taken = tuple(
        page(CASE_ID, number, blob(b"original %d" % number), blob(b"rendition %d" % number), MONDAY)
        for number in range(1, pages + 1)
    )
    return CanonicalFactEncoder(province).case_facts(case, GUIDE, taken, SESSION)


def body(**options: Any) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(facts(**options)[0].body)
    return loaded


def test_the_case_comes_first_its_pages_next_and_complete_last() -> None:
    frozen = facts(pages=2)

    assert [fact.kind.value for fact in frozen] == ["case", "page", "page", "page", "page", "complete"]
    assert [fact.blob_sha256 for fact in frozen[1:5]] == json.loads(frozen[-1].body)["blobs"]
    assert frozen[1].size == len(b"original 1")


def test_a_blob_that_two_pages_share_is_sent_once() -> None:
    shared = blob(b"the same picture")
    pages = (page(CASE_ID, 1, shared, None, MONDAY), page(CASE_ID, 2, shared, shared, MONDAY))

    frozen = CanonicalFactEncoder("yunzhou").case_facts(received_case(CASE_ID, 1, MONDAY), GUIDE, pages, SESSION)

    assert [fact.kind for fact in frozen] == [FactKind.CASE, FactKind.PAGE, FactKind.COMPLETE]
    assert [one["page"] for one in json.loads(frozen[0].body)["blobs"]] == [1, 2, 2]


def test_freezing_again_gives_the_same_bytes_and_keys() -> None:
    assert facts(pages=2) == facts(pages=2)


def test_keys_differ_by_case_kind_and_blob() -> None:
    mine = {fact.key for fact in facts(pages=2)}
    other = dataclasses.replace(received_case("0199-other", 43, MONDAY))
    theirs = {fact.key for fact in facts(other, pages=2)}

    assert len(mine) == len(theirs) == 6
    assert not mine & theirs


def test_the_hash_is_of_the_body() -> None:
    for fact in facts():
        assert fact.body_sha256 == hashlib.sha256(fact.body).hexdigest()
        assert json.loads(fact.body)["key"] == fact.key


def test_canonical_json_has_one_spelling() -> None:
    assert canonical_json({"b": [1, None], "a": "䶮𬭎"}) == '{"a":"䶮𬭎","b":[1,null]}'.encode()
    with pytest.raises(TypeError, match="surrogates not allowed"):
        canonical_json({"name": "half a character \ud840"})


def test_nothing_in_the_contract_is_a_fraction() -> None:
    """A fraction has more than one spelling, and what is no number would be written as null."""
    schemas = [fact.model_json_schema() for fact in (CaseFact, PageFact, CompleteFact)]
    assert '"type": "number"' not in json.dumps(schemas)


def test_what_the_case_says_is_what_is_told() -> None:
    told = CaseFact.model_validate(body())

    assert told.receipt_number == received_case(CASE_ID, 42, MONDAY).receipt_number
    assert (told.received_at, told.query_code) == ("2026-11-23T01:30:00.000Z", "482915")
    assert told.applicant.name == RARE
    assert (told.collecting.station, told.collecting.clerk) == (SESSION.station.code, SESSION.clerk.name)
    assert (told.guide.item_code, told.guide.version) == (GUIDE.ref.item_code, GUIDE.ref.version)
    assert (told.delivery.way, told.delivery.address) == ("post", "样本路3号")
    assert told.agent is not None
    assert told.agent.person.name == "李样本"
    assert [one.code for one in told.materials] == ["M1", "M2", "M3", "M4"]


def test_an_organisation_is_told_by_its_code() -> None:
    case = dataclasses.replace(
        received_case(CASE_ID, 42, MONDAY), applicant=Organisation("样本贸易有限公司", "91990100MA00000000", "王样本")
    )

    told = body(case=case)

    assert (told["applicant"]["kind"], told["applicant"]["credit_code"]) == ("organisation", "91990100MA00000000")
    fields = told["exchange"][0]["fields"]
    assert (fields["applyer_type"], fields["applyer_page_type"]) == ("2", "001")
    assert (fields["applyer_page_code"], fields["legal"]) == ("91990100MA00000000", "王样本")


@pytest.mark.parametrize(
    ("state", "handling", "grade", "custody"),
    [
        (CaseMaterial("M1", Provision.PAPER, originals=1), OriginalHandling.KEPT, "C", "at_window"),
        (CaseMaterial("M1", Provision.PAPER, originals=1), OriginalHandling.SHOWN, "C", "with_applicant"),
        (CaseMaterial("M1", Provision.PAPER, copies=1), OriginalHandling.KEPT, "C", ""),
        (CaseMaterial("M1", Provision.E_LICENCE, e_licence_number="X"), OriginalHandling.SHOWN, "A", ""),
    ],
)
def test_trust_and_custody_of_a_material(
    state: CaseMaterial, handling: OriginalHandling, grade: str, custody: str
) -> None:
    case = dataclasses.replace(received_case(CASE_ID, 42, MONDAY), materials={"M1": state})
    one = guide(materials=(material("M1", "申请书", handling=handling, form=MaterialForm.ORIGINAL),))
    taken = (page(CASE_ID, 1, blob(b"original"), None, MONDAY),)

    told = json.loads(CanonicalFactEncoder("yunzhou").case_facts(case, one, taken, SESSION)[0].body)["materials"][0]

    assert (told["trust_grade"], told["custody"]) == (grade, custody)


def test_the_clerks_tick_lifts_exactly_its_pages_to_b() -> None:
    original = blob(b"original 1")
    tick = Verification(VerificationVerdict.MATCHES, "", CLERK.id, CLERK.name, MONDAY, "12号窗口", (original.sha256,))
    state = CaseMaterial("M1", Provision.PAPER, tick, originals=1)
    case = dataclasses.replace(received_case(CASE_ID, 42, MONDAY), materials={"M1": state})

    assert body(case=case)["materials"][0]["trust_grade"] == "B"
    assert body(case=case, pages=2)["materials"][0]["trust_grade"] == "C"
    told = body(case=case)["materials"][0]["verification"]
    assert (told["clerk_name"], told["page_hashes"]) == ("王样本", [original.sha256])


def test_a_case_that_was_not_received_is_not_told() -> None:
    case = received_case(CASE_ID, 42, MONDAY)
    for unfinished in (
        dataclasses.replace(case, applicant=None),
        dataclasses.replace(case, received_at=None),
        dataclasses.replace(case, receipt_number=""),
    ):
        with pytest.raises(ValueError, match="received"):
            facts(unfinished)


def test_nothing_unknown_gets_into_a_fact() -> None:
    with pytest.raises(ValidationError):
        CaseFact.model_validate(body() | {"surprise": 1})
