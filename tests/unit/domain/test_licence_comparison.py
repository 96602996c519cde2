"""Papers against the register of electronic licences: what is asked, and what an answer makes of the light."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.applicant import IdDocument, IdDocumentKind, Organisation, Person
from app.domain.comparison import CaseFacts, MaterialPages, ReadPage
from app.domain.cross_comparison import compare_case
from app.domain.e_licence import LicenceAnswer, LicenceOutcome, LicenceQuestion, LicenceRecord, LicenceStatus
from app.domain.finding import Finding, FindingReason, Light, MaterialComparison
from app.domain.guide import Bearer
from app.domain.licence_comparison import licence_questions
from app.domain.name_variants import name_variants
from app.domain.page_text import Box, KnownPaper, PageReading, PaperField, SignatureHint
from app.domain.paper_kinds import PaperKinds
from resources.known_papers import asked_as, open_words
from resources.texts import text
from tests.fakes.environment import MONDAY
from tests.fakes.guides import material

R = FindingReason
TODAY = date(2026, 11, 23)
VARIANTS = name_variants(("䶮龑",), ())
KINDS = PaperKinds(asked_as(), open_words())
CODE, FIRM_NAME = "91990101MA0000007H", "样本贸易有限公司"
IDENTIFIER = "1.2.156.3005.2.11990100000000002Q001.11990100000000002Q.000000001.001.P"
FACTS = CaseFacts(Organisation(FIRM_NAME, CODE, "李样本", "云州市样本大道9号"), None, TODAY)
ASKED = material("M1", "营业执照", e_licence_type="营业执照")
BY_HOLDER = LicenceQuestion("", CODE, "营业执照")
PAPER = {"company_name": FIRM_NAME, "number": CODE, "legal_representative": "李样本", "address": "云州市样本大道9号"}
RECORD = LicenceRecord(IDENTIFIER, "营业执照", LicenceStatus.VALID, FIRM_NAME, CODE, None, tuple(PAPER.items()))


def page(fields: dict[str, str], kind: str = "business_licence", *codes: str, valid: bool = True) -> ReadPage:
    box = Box(1, 2, 30, 4)
    found = tuple(PaperField(n, v, 0.97, valid if n == "number" else None, box) for n, v in fields.items())
    reading = PageReading(1000, 700, (), KnownPaper(kind, 0.99, found), (), SignatureHint.NO_PLACE)
    return ReadPage("p1", reading, codes)


def found(record: LicenceRecord = RECORD) -> LicenceAnswer:
    return LicenceAnswer(LicenceOutcome.FOUND, MONDAY, record)


def compare(
    given: MaterialPages, answer: LicenceAnswer | None, question: LicenceQuestion = BY_HOLDER, facts: CaseFacts = FACTS
) -> MaterialComparison | None:
    answers = {question: answer} if answer is not None else {}
    return compare_case((given,), facts, VARIANTS, KINDS, answers).get("M1")


def licence(comparison: MaterialComparison | None) -> dict[str, Finding]:
    assert comparison is not None
    about = [one for one in comparison.findings if one.reason.name.startswith("LICENCE_")]
    return {one.field: one for one in about}


PAPERS = MaterialPages(ASKED, (page(PAPER),))


def test_the_holder_of_a_paper_that_may_be_an_e_licence_is_asked_about() -> None:
    assert licence_questions(PAPERS, KINDS) == (BY_HOLDER,)


@pytest.mark.parametrize(
    "given",
    [
        MaterialPages(replace(ASKED, e_licence_type=""), (page(PAPER),)),  # the guide knows no licence for it
        MaterialPages(ASKED, (page(PAPER, "resident_id_front"),)),  # another paper lies there
        MaterialPages(ASKED, (page(PAPER, valid=False),)),  # misread: somebody else's number
        MaterialPages(ASKED, (ReadPage("p1", None),)),
        MaterialPages(ASKED, (), "YB-0001"),  # a number the register knows nothing of
    ],
)
def test_nobody_is_asked_about_without_a_sure_reason(given: MaterialPages) -> None:
    assert licence_questions(given, KINDS) == ()


def test_a_code_on_the_page_comes_before_the_holder_and_a_citation_is_asked_once() -> None:
    coded = MaterialPages(ASKED, (page(PAPER, "business_licence", IDENTIFIER),), IDENTIFIER)

    assert licence_questions(coded, KINDS) == (LicenceQuestion(identifier=IDENTIFIER),)


def test_what_agrees_is_green_field_by_field() -> None:
    comparison = compare(PAPERS, found())

    assert comparison is not None
    assert comparison.light is Light.GREEN
    by_field = licence(comparison)
    assert by_field[""].reason is R.LICENCE_VALID
    assert {name: one.reason for name, one in by_field.items() if name} == dict.fromkeys(PAPER, R.LICENCE_AGREES)


def test_what_differs_is_red_with_both_values() -> None:
    record = replace(RECORD, fields=(("legal_representative", "赵样本"),))

    finding = licence(compare(PAPERS, found(record)))["legal_representative"]

    assert (finding.light, finding.reason) == (Light.RED, R.LICENCE_FIELD_DIFFERS)
    assert (finding.on_paper, finding.expected, finding.page_id) == ("李样本", "赵样本", "p1")
    sentence = text(finding.reason.value, on_paper=finding.on_paper, expected=finding.expected)
    assert sentence == "与电子证照不一致：材料上是“李样本”，电子证照上是“赵样本”。"


def test_an_address_of_before_is_for_the_clerk_to_ask_about() -> None:
    record = replace(RECORD, fields=(("address", "云州市旧样本路1号"),))

    assert licence(compare(PAPERS, found(record)))["address"].light is Light.AMBER


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (replace(RECORD, status=LicenceStatus.REVOKED), R.LICENCE_REVOKED),
        (replace(RECORD, status=LicenceStatus.EXPIRED), R.LICENCE_EXPIRED),
        (replace(RECORD, valid_until=TODAY - timedelta(days=1)), R.LICENCE_EXPIRED),
    ],
)
def test_a_licence_that_holds_no_more_is_red_whatever_agrees(record: LicenceRecord, reason: FindingReason) -> None:
    comparison = compare(PAPERS, found(record))

    assert comparison is not None
    assert (comparison.light, comparison.leading.reason) == (Light.RED, reason)


def test_a_licence_holds_on_its_last_day() -> None:
    assert licence(compare(PAPERS, found(replace(RECORD, valid_until=TODAY))))[""].light is Light.GREEN


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (LicenceOutcome.NOT_FOUND, R.LICENCE_NOT_FOUND),
        (LicenceOutcome.NOT_AUTHORISED, R.LICENCE_NOT_AUTHORISED),
        (LicenceOutcome.UNREACHABLE, R.LICENCE_NOT_ASKED),
    ],
)
def test_without_the_registers_word_it_is_amber_never_green(outcome: LicenceOutcome, reason: FindingReason) -> None:
    comparison = compare(PAPERS, LicenceAnswer(outcome, MONDAY))

    assert comparison is not None
    assert (comparison.light, comparison.leading.reason) == (Light.AMBER, reason)


def test_a_cited_licence_without_a_page_must_hold_and_be_somebodys_of_the_case() -> None:
    cited, question = MaterialPages(ASKED, (), IDENTIFIER), LicenceQuestion(identifier=IDENTIFIER)
    applicants = MaterialPages(replace(ASKED, bearer=Bearer.APPLICANT), (), IDENTIFIER)
    other = found(replace(RECORD, holder_name="样本旧业有限公司", holder_number="91990101MA0000008L"))

    assert compare(cited, None, question) is None
    good, doubtful = compare(cited, found(), question), compare(cited, other, question)
    wrong = compare(applicants, other, question)

    assert good is not None and doubtful is not None and wrong is not None
    assert (good.light, good.leading.reason) == (Light.GREEN, R.LICENCE_VALID)
    assert (doubtful.light, doubtful.leading.reason) == (Light.AMBER, R.LICENCE_OF_ANOTHER)
    assert (wrong.light, wrong.leading.on_paper, wrong.leading.expected) == (Light.RED, "样本旧业有限公司", FIRM_NAME)


def test_a_second_card_in_the_same_material_is_held_against_its_own_record() -> None:
    asked = material("M1", "双方身份证", e_licence_type="居民身份证")
    first, second = "990101199005170010", "990101198001010029"
    pages = (
        page({"name": "张样本", "number": first}, "resident_id_front"),
        replace(page({"name": "李样本", "number": second}, "resident_id_front"), page_id="p2"),
    )
    facts = CaseFacts(Person("张样本", IdDocument(IdDocumentKind.RESIDENT_ID, first)), None, TODAY)
    record = LicenceRecord("x", "居民身份证", LicenceStatus.VALID, "张样本", first, None)
    comparison = compare(MaterialPages(asked, pages), found(record), LicenceQuestion("", first, "居民身份证"), facts)

    assert comparison is not None
    about = [one for one in comparison.findings if one.reason.name.startswith("LICENCE_")]
    assert {one.page_id for one in about} == {"p1"}
    assert all(one.light is Light.GREEN for one in about)
