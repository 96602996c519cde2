"""Papers against the case: what agrees is green, a doubt is amber with its reason, a contradiction is red."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.applicant import Agent, IdDocument, IdDocumentKind, Organisation, Person, Sex
from app.domain.comparison import CaseFacts, MaterialPages, ReadPage, compare_material
from app.domain.cross_comparison import compare_case
from app.domain.finding import Finding, FindingReason, Light, MaterialComparison
from app.domain.guide import Bearer, GuideMaterial, MaterialForm
from app.domain.name_variants import name_variants
from app.domain.page_text import (
    UNKNOWN_PAPER,
    Box,
    KnownPaper,
    PageReading,
    PaperField,
    Seal,
    SealShape,
    SignatureHint,
)
from app.domain.paper_kinds import PaperKinds
from resources.known_papers import asked_as, open_words
from resources.texts import text
from tests.fakes.guides import material

R = FindingReason
TODAY = date(2026, 11, 23)
VARIANTS = name_variants(("䶮龑", "张張"), ("未末",))
KINDS = PaperKinds(asked_as(), open_words())
NUMBER, OTHER_NUMBER = "990101199005170010", "990101198001010029"
BOX = Box(10, 20, 300, 40)
PERSON = Person(
    name="张䶮样本",
    document=IdDocument(
        IdDocumentKind.RESIDENT_ID, NUMBER, "样本市公安局", date(2020, 1, 1), date(2040, 1, 1), long_term=False
    ),
    sex=Sex.FEMALE,
    birth_date=date(1990, 5, 17),
    ethnicity_code="01",
    address="样本省样本市样本区文昌路1号",
)
AGENT = Agent(Person("李样本", IdDocument(IdDocumentKind.RESIDENT_ID, OTHER_NUMBER)), "委托书")
FIRM = Organisation("样本贸易有限公司", "91990101MA00000000", "王样本", "样本市样本路2号")
FACTS = CaseFacts(PERSON, AGENT, TODAY)
CARD = {"name": "张䶮样本", "number": NUMBER, "sex": "female", "birth_date": "1990-05-17"}


def field(name: str, value: str, *, confidence: float = 0.97, valid: bool | None = None) -> PaperField:
    checked = True if valid is None and (name.endswith("number") or name.endswith("date")) else valid
    return PaperField(name, value, confidence, checked, BOX)


def page(
    fields: dict[str, str] | tuple[PaperField, ...],
    page_id: str = "p1",
    *,
    kind: str = "resident_id_front",
    seals: tuple[Seal, ...] = (),
    signature: SignatureHint = SignatureHint.NO_PLACE,
) -> ReadPage:
    found = tuple(field(*item) for item in fields.items()) if isinstance(fields, dict) else fields
    return ReadPage(page_id, PageReading(1000, 700, (), KnownPaper(kind, 0.99, found), seals, signature))


def pages(*read: ReadPage, asked: GuideMaterial | None = None, licence: str = "") -> MaterialPages:
    return MaterialPages(asked or material("M1", "身份证"), read, licence)


def compare(*read: ReadPage, asked: GuideMaterial | None = None, facts: CaseFacts = FACTS) -> MaterialComparison:
    return compare_material(pages(*read, asked=asked), facts, VARIANTS)


def test_no_number_is_held_against_a_case_whose_number_does_not_hold_yet() -> None:
    unnumbered = replace(PERSON, document=replace(PERSON.document, number=""))
    facts = CaseFacts(unnumbered, None, TODAY)
    stranger = compare(page({"name": "赵样本", "number": OTHER_NUMBER}), facts=facts)
    assert [(one.field, one.reason) for one in stranger.findings] == [("name", R.OTHER_PERSON)]
    nameless = compare(page({"number": OTHER_NUMBER}), facts=facts)
    assert [one.reason for one in nameless.findings] == [R.NOTHING_TO_COMPARE]


def reasons(comparison: MaterialComparison) -> set[tuple[str, Light, FindingReason]]:
    return {(one.field, one.light, one.reason) for one in comparison.doubtful}


def test_a_card_that_says_what_the_case_says_is_green() -> None:
    comparison = compare(page({**CARD, "address": "样本市样本区文昌路1号"}))
    assert comparison.light is Light.GREEN
    assert {one.field for one in comparison.findings} == {*CARD, "address"}
    assert all(one.page_id == "p1" and one.box == BOX for one in comparison.findings)
    assert next(one for one in comparison.findings if one.field == "name").expected == PERSON.name


@pytest.mark.parametrize(
    ("name", "value", "light", "reason"),
    [
        ("name", "张龑样本", Light.AMBER, R.NAME_VARIANT),
        ("name", "張䶮样本", Light.AMBER, R.NAME_VARIANT),
        ("name", "王样本", Light.RED, R.DIFFERS),
        ("name", "张契样本", Light.AMBER, R.NAME_RARE),
        ("name", "王契样本", Light.RED, R.DIFFERS),
        ("sex", "male", Light.RED, R.DIFFERS),
        ("birth_date", "1990-05-18", Light.RED, R.DIFFERS),
        ("number", "990101199005170028", Light.RED, R.DIFFERS),
        ("address", "别处", Light.AMBER, R.ADDRESS_DIFFERS),
        ("issuing_authority", "别处公安局", Light.AMBER, R.ISSUER_DIFFERS),
        ("valid_until", "2039-01-01", Light.AMBER, R.DIFFERS),
    ],
)
def test_one_field_that_differs(name: str, value: str, light: Light, reason: FindingReason) -> None:
    comparison = compare(page({**CARD, name: value}))
    assert comparison.light is light
    assert reasons(comparison) == {(name, light, reason)}
    assert comparison.leading.on_paper == value


def test_a_long_name_of_which_a_line_is_missing_is_for_the_clerk_to_read() -> None:
    long_name = replace(PERSON, name="艾力江样本·阿卜杜热合曼样本")
    facts = replace(FACTS, applicant=long_name)
    for value in ("艾力江样本·阿卜杜热合曼", "艾力江样本·阿卜杜热合曼样本样本"):
        assert reasons(compare(page({**CARD, "name": value}), facts=facts)) == {("name", Light.AMBER, R.UNSURE)}
    assert compare(page({**CARD, "name": "艾力江"}), facts=facts).light is Light.RED


def test_a_branch_is_not_its_company() -> None:
    firm = {"company_name": "样本贸易有限公司云州分公司", "number": FIRM.credit_code}
    found = compare(page(firm, kind="business_licence"), facts=replace(FACTS, applicant=FIRM))
    assert ("company_name", Light.RED, R.DIFFERS) in reasons(found)


def test_a_name_with_a_look_alike_is_amber() -> None:
    facts = replace(FACTS, applicant=replace(PERSON, name="张未"))
    assert reasons(compare(page({**CARD, "name": "张末"}), facts=facts)) == {("name", Light.AMBER, R.NAME_LOOK_ALIKE)}


def test_what_was_read_without_confidence_is_for_the_clerk() -> None:
    doubtful = (field("number", NUMBER), field("name", "王样本", confidence=0.5))
    assert reasons(compare(page(doubtful))) == {("name", Light.AMBER, R.UNSURE)}
    same = (field("number", NUMBER, confidence=0.5), field("name", PERSON.name, confidence=0.5))
    # the number proves itself by its check digit, the name does not
    assert reasons(compare(page(same))) == {("name", Light.AMBER, R.UNSURE)}


def test_a_field_that_fails_its_own_check_is_amber_not_red() -> None:
    wrong = (field("number", "990101199005170019", valid=False), field("name", PERSON.name))
    assert reasons(compare(page(wrong))) == {("number", Light.AMBER, R.FIELD_INVALID)}


def test_whose_card_it_is_follows_from_its_number() -> None:
    agents = {"name": "李样本", "number": OTHER_NUMBER}
    assert compare(page(agents)).light is Light.GREEN
    for_agent, for_applicant = (material("M1", "身份证", bearer=one) for one in (Bearer.AGENT, Bearer.APPLICANT))
    assert compare(page(agents), asked=for_agent).light is Light.GREEN
    wrong = compare(page(agents), asked=for_applicant)
    assert wrong.light is Light.RED
    assert {one.reason for one in wrong.findings} == {R.OTHER_PERSON}


def test_a_card_of_somebody_else_is_amber_where_anyone_may_bear_it() -> None:
    spouse = {"name": "赵样本", "number": "990101199105170011"}
    assert {one.reason for one in compare(page(spouse)).findings} == {R.OTHER_PERSON}
    assert compare(page(spouse)).light is Light.AMBER


def test_a_back_side_goes_with_the_applicant() -> None:
    back = page({"issuing_authority": "样本市公安局", "valid_until": "2040-01-01"}, kind="resident_id_back")
    assert compare(back).light is Light.GREEN


@pytest.mark.parametrize(
    ("days", "light", "reason"),
    [
        (-1, Light.RED, R.EXPIRED),
        (0, Light.AMBER, R.EXPIRES_SOON),
        (30, Light.AMBER, R.EXPIRES_SOON),
        (31, Light.GREEN, R.AGREES),
    ],
)
def test_expiry(days: int, light: Light, reason: FindingReason) -> None:
    last = TODAY + timedelta(days=days)
    facts = replace(FACTS, applicant=replace(PERSON, document=replace(PERSON.document, valid_until=last)))
    comparison = compare(page({**CARD, "valid_until": last.isoformat()}), facts=facts)
    assert (comparison.light, comparison.leading.reason) == (light, reason)


def test_long_term_never_expires_and_a_misread_day_is_not_called_expired() -> None:
    long_term = replace(PERSON.document, long_term=True, valid_until=None)
    facts = replace(FACTS, applicant=replace(PERSON, document=long_term))
    assert compare(page({**CARD, "valid_until": "long_term"}), facts=facts).light is Light.GREEN
    unsure = (*page(CARD).reading.paper.fields, field("valid_until", "2006-01-01", confidence=0.4))  # type: ignore[union-attr]
    assert Light.RED not in {one.light for one in compare(page(unsure)).findings}


def test_a_power_of_attorney() -> None:
    words = {
        "principal_name": PERSON.name,
        "principal_number": NUMBER,
        "agent_name": "李样本",
        "agent_number": OTHER_NUMBER,
        "valid_until": "2027-12-31",
    }
    given = page(words, kind="power_of_attorney")
    assert compare(given).light is Light.GREEN
    swapped = page({**words, "agent_name": "王样本"}, kind="power_of_attorney")
    assert reasons(compare(swapped)) == {("agent_name", Light.RED, R.DIFFERS)}
    alone = compare(given, facts=replace(FACTS, agent=None))
    assert {one.reason for one in alone.doubtful} == {R.NO_AGENT_IN_CASE}


def test_a_firm_its_licence_and_its_representatives_card() -> None:
    facts = CaseFacts(FIRM, None, TODAY)
    words = {"number": FIRM.credit_code, "company_name": FIRM.name, "legal_representative": "王样本"}
    assert compare(page(words, kind="business_licence"), facts=facts).light is Light.GREEN
    other = compare(page({**words, "company_name": "样本餐饮有限公司"}, kind="business_licence"), facts=facts)
    assert reasons(other) == {("company_name", Light.RED, R.DIFFERS)}
    card = page({"name": "王样本", "number": OTHER_NUMBER})
    assert compare(card, facts=facts).light is Light.GREEN


def test_a_persons_own_firm_is_compared_by_its_representative() -> None:
    words = {"number": FIRM.credit_code, "company_name": FIRM.name, "legal_representative": PERSON.name}
    assert compare(page(words, kind="business_licence")).light is Light.GREEN
    others = compare(page({**words, "legal_representative": "赵样本"}, kind="business_licence"))
    assert others.light is Light.AMBER


def test_a_marriage_certificate_needs_one_of_the_two() -> None:
    words = {"name_1": "赵样本", "number_1": "990101199105170011", "name_2": PERSON.name, "number_2": NUMBER}
    assert compare(page(words, kind="marriage_certificate")).light is Light.GREEN
    strangers = {**words, "name_2": "孙样本", "number_2": "990101199205170014"}
    assert compare(page(strangers, kind="marriage_certificate")).light is Light.AMBER


def test_owners_may_be_several() -> None:
    both = page({"owner": f"赵样本、{PERSON.name}", "address": "别处"}, kind="real_estate_certificate")
    owner = next(one for one in compare(both).findings if one.field == "owner")
    assert (owner.light, owner.expected) == (Light.GREEN, PERSON.name)
    strange = compare(page({"owner": "赵样本"}, kind="real_estate_certificate"))
    assert reasons(strange) == {("owner", Light.AMBER, R.OTHER_PERSON)}


def test_what_was_not_read_or_not_known_is_never_green() -> None:
    assert compare(ReadPage("p1", None)).leading.reason is R.NOT_READ
    unknown = ReadPage("p1", PageReading(10, 10, (), UNKNOWN_PAPER, (), SignatureHint.NO_PLACE))
    assert compare(unknown).leading.reason is R.UNKNOWN_PAPER
    assert compare(page({"school": "样本大学"}, kind="graduation_certificate")).leading.reason is R.NOTHING_TO_COMPARE
    assert compare(page(CARD), ReadPage("p2", None)).light is Light.AMBER
    beside = compare(page(CARD), page({"school": "样本大学"}, "p2", kind="graduation_certificate"))
    assert (beside.light, beside.leading.page_id) == (Light.AMBER, "p2")
    empty = compare(page(CARD), facts=CaseFacts(None, None, TODAY))
    assert empty.leading.reason is R.NOTHING_TO_COMPARE


@pytest.mark.parametrize(
    ("form", "shapes", "light", "reason"),
    [
        (MaterialForm.ORIGINAL, (SealShape.ROUND,), Light.GREEN, R.SEAL_FOUND),
        (MaterialForm.ORIGINAL, (SealShape.HALF, SealShape.OVAL), Light.GREEN, R.SEAL_FOUND),
        (MaterialForm.ORIGINAL, (SealShape.HALF,), Light.AMBER, R.SEAL_HALF),
        (MaterialForm.ORIGINAL, (), Light.RED, R.SEAL_MISSING),
        (MaterialForm.COPY, (), Light.AMBER, R.SEAL_MISSING),
    ],
)
def test_a_seal_where_the_guide_wants_one(
    form: MaterialForm, shapes: tuple[SealShape, ...], light: Light, reason: FindingReason
) -> None:
    seals = tuple(Seal(Box(400, 20, 300, 40), 0.9, shape) for shape in shapes)
    asked = material("M1", "证明", form=form, seal_required=True)
    comparison = compare(page(CARD, seals=seals), asked=asked)
    assert (comparison.light, [one.reason for one in comparison.findings if one.field == "seal"]) == (light, [reason])
    assert all(one.field != "seal" for one in compare(page(CARD, seals=seals)).findings)


@pytest.mark.parametrize(
    ("hints", "light", "reason"),
    [
        ((SignatureHint.PRESENT,), Light.GREEN, R.SIGNATURE_FOUND),
        ((SignatureHint.NO_PLACE, SignatureHint.PRESENT), Light.GREEN, R.SIGNATURE_FOUND),
        ((SignatureHint.PRESENT, SignatureHint.ABSENT), Light.AMBER, R.SIGNATURE_MISSING),
        ((SignatureHint.NO_PLACE,), Light.AMBER, R.SIGNATURE_NO_PLACE),
    ],
)
def test_a_signature_where_the_guide_wants_one(
    hints: tuple[SignatureHint, ...], light: Light, reason: FindingReason
) -> None:
    asked = material("M1", "委托书", signature_required=True)
    read = [page(CARD, f"p{index}", signature=hint) for index, hint in enumerate(hints)]
    comparison = compare(*read, asked=asked)
    found = [one for one in comparison.findings if one.field == "signature"]
    assert (comparison.light, [one.reason for one in found]) == (light, [reason])


def test_the_cited_e_licence() -> None:
    def light(cited: str) -> Light:
        given = pages(page({**CARD, "certificate_number": "样字20260001"}), licence=cited)
        return compare_material(given, FACTS, VARIANTS).light

    assert light("样字20260001") is Light.GREEN
    assert light("1.2.样字20260001.9") is Light.GREEN
    assert light("样字20260002") is Light.AMBER


def test_papers_that_contradict_each_other_are_told_on_both() -> None:
    register = page(
        {"number": NUMBER, "name": PERSON.name, "birth_date": "1990-05-18"}, "p2", kind="household_register"
    )
    compared = compare_case(
        [pages(page(CARD)), pages(register, asked=material("M2", "户口簿"))],
        CaseFacts(None, None, TODAY),
        VARIANTS,
        KINDS,
    )
    for code, other in (("M1", "1990-05-18"), ("M2", "1990-05-17")):
        comparison = compared[code]
        assert comparison.light is Light.RED
        assert (comparison.leading.field, comparison.leading.expected) == ("birth_date", other)
        assert comparison.leading.reason is R.PAPERS_DIFFER


def test_papers_of_different_people_do_not_contradict_each_other() -> None:
    other = page({"number": OTHER_NUMBER, "name": "李样本"}, "p2")
    compared = compare_case(
        [pages(page(CARD)), pages(other, asked=material("M2", "代理人身份证"))], FACTS, VARIANTS, KINDS
    )
    assert {one.light for one in compared.values()} == {Light.GREEN}


def test_a_material_without_pages_has_no_comparison() -> None:
    assert compare_case([pages()], FACTS, VARIANTS, KINDS) == {}


@given(
    name=st.one_of(st.text(max_size=4), st.sampled_from((PERSON.name, "张龑样本", "李样本"))),
    number=st.one_of(st.text("0123456789X", max_size=18), st.sampled_from((NUMBER, OTHER_NUMBER))),
    confidence=st.floats(0, 1),
    valid=st.sampled_from((True, False, None)),
)
@settings(max_examples=200, deadline=None)
def test_green_means_that_the_very_same_was_read(name: str, number: str, confidence: float, valid: bool | None) -> None:
    read = (PaperField("name", name, confidence, None, None), PaperField("number", number, confidence, valid, None))
    comparison = compare(page(read))
    if comparison.light is Light.GREEN:
        agent = AGENT.person
        said = {("".join(PERSON.name.split()), NUMBER), (agent.name, agent.document.number)}
        assert ("".join(name.split()), number) in said


def test_every_reason_is_one_sentence_with_what_a_finding_knows() -> None:
    for reason in FindingReason:
        finding = Finding("name", Light.AMBER, reason, "纸上", "办件")
        sentence = text(reason.value, on_paper=finding.on_paper, expected=finding.expected)
        assert sentence
        assert "{" not in sentence
