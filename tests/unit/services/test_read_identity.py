"""Identity from a card, from a page; whose it is before anything is changed."""

from __future__ import annotations

import pytest

from app.domain.audit import AuditAction
from app.domain.errors import RuleError
from app.domain.identity_check import OtherPersonChoice
from app.domain.page_text import UNKNOWN_PAPER, KnownPaper, PageReading, PaperField, SignatureHint, TextLine
from app.services.read_identity import AGENT, APPLICANT
from tests.fakes.desk import resident_number
from tests.fakes.workspace import WindowDesk, card

OTHER = resident_number("99010119880101003")
THIRD = resident_number("99010119700101005")
CORNERS = ((0, 0), (90, 0), (90, 20), (0, 20))
# The specimen of ICAO Doc 9303 part 4, in the layout of a passport.
ZONE = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")


def page(kind: str | None, *fields: tuple[str, str, bool | None], lines: tuple[str, ...] = ()) -> PageReading:
    paper = KnownPaper(kind, 0.9, tuple(PaperField(*field[:2], 0.9, field[2], None) for field in fields))
    written = tuple(TextLine(line, 0.9, CORNERS) for line in lines)
    return PageReading(100, 100, written, paper, (), SignatureHint.NO_PLACE)


def passport(number: str = "L898902C3", lines: tuple[str, ...] = ZONE) -> PageReading:
    return page(
        "passport",
        ("latin_name", "ERIKSSON ANNA MARIA", None),
        ("number", number, True),
        ("birth_date", "1974-08-12", True),
        ("sex", "female", None),
        ("nationality", "UTO", None),
        ("valid_until", "2032-04-15" if not lines else "2012-04-15", True),
        lines=lines,
    )


def licence(number: str = "91990000MA00000019", valid: bool | None = True) -> PageReading:
    return page(
        "business_licence",
        ("number", number, valid),
        ("company_name", "样本贸易有限公司", None),
        ("legal_representative", "张䶮样本", None),
        ("address", "样本省示范市虚构路1号", None),
        ("registered_capital", "100", None),
    )


def choices_of(error: RuleError) -> object:
    assert error.code == "rule.other_person"
    return error.details["choices"]


@pytest.fixture
def desk() -> WindowDesk:
    return WindowDesk()


def empty(desk: WindowDesk) -> str:
    return desk.open_case.start(desk.session).case.id


def form_of(desk: WindowDesk, case_id: str) -> dict[str, str]:
    with desk.store.unit_of_work() as unit:
        return dict(unit.cases.get(case_id).form)


def test_the_card_of_the_next_in_line_changes_nothing_until_chosen(desk: WindowDesk) -> None:
    case_id, read = empty(desk), desk.workspace.read_identity
    read.apply(desk.session, case_id, APPLICANT, card())
    before = form_of(desk, case_id)
    with pytest.raises(RuleError) as caught:
        read.apply(desk.session, case_id, APPLICANT, card("李样本", OTHER))
    assert choices_of(caught.value) == (
        OtherPersonChoice.NEW_CASE,
        OtherPersonChoice.AS_AGENT,
        OtherPersonChoice.REPLACE,
    )
    assert form_of(desk, case_id) == before
    read.apply(desk.session, case_id, APPLICANT, card("李样本", OTHER), replace_other=True)
    assert form_of(desk, case_id)["applicant.name"] == "李样本"


def test_the_agents_card_read_for_the_applicant_is_known_as_the_agents(desk: WindowDesk) -> None:
    case_id, read = empty(desk), desk.workspace.read_identity
    read.apply(desk.session, case_id, APPLICANT, card())
    read.apply(desk.session, case_id, AGENT, card("李样本", OTHER))
    with pytest.raises(RuleError) as caught:
        read.apply(desk.session, case_id, APPLICANT, card("李样本", OTHER))
    assert choices_of(caught.value) == (OtherPersonChoice.AS_AGENT, OtherPersonChoice.REPLACE)
    with pytest.raises(RuleError) as caught:
        read.apply(desk.session, case_id, AGENT, card("王样本", THIRD))
    assert choices_of(caught.value) == (OtherPersonChoice.NEW_CASE, OtherPersonChoice.REPLACE)


def test_a_card_does_not_turn_an_organisation_into_a_person(desk: WindowDesk) -> None:
    case_id, read = empty(desk), desk.workspace.read_identity
    read.apply_page(desk.session, case_id, APPLICANT, licence())
    with pytest.raises(RuleError) as caught:
        read.apply(desk.session, case_id, APPLICANT, card())
    assert OtherPersonChoice.AS_AGENT in (choices_of(caught.value) or ())  # type: ignore[operator]  # details are objects
    assert form_of(desk, case_id)["applicant.kind"] == "organisation"


def test_a_passport_page_fills_an_empty_form_from_its_zone(desk: WindowDesk) -> None:
    case_id = empty(desk)
    desk.workspace.read_identity.apply_page(desk.session, case_id, APPLICANT, passport())
    form = form_of(desk, case_id)
    assert form["applicant.document_kind"] == "passport"
    assert form["applicant.document_number"] == "L898902C3"
    assert form["applicant.name"] == form["applicant.latin_name"] == "ERIKSSON ANNA MARIA"
    assert form["applicant.source"] == "machine_readable_zone"
    with desk.store.unit_of_work() as unit:
        newest = unit.audit.entries()[0]
    assert (newest.action, newest.detail) == (
        AuditAction.IDENTITY_TAKEN_FROM_PAGE,
        "applicant passport machine_readable_zone",
    )


@pytest.mark.parametrize(
    "reading",
    [
        passport(lines=()),
        passport(lines=(ZONE[0],)),
        passport(number="L898902C4"),
        passport(lines=(ZONE[0], ZONE[1][:27] + "8" + ZONE[1][28:])),
        page("passport", ("number", "L898902C3", None), ("birth_date", "1974-08-12", True), lines=ZONE),
    ],
    ids=[
        "no zone",
        "half a zone",
        "another number in the zone",
        "a check digit of the zone is wrong",
        "number not sure",
    ],
)
def test_writing_that_no_zone_proves_is_not_called_a_zone(desk: WindowDesk, reading: PageReading) -> None:
    offer = desk.workspace.read_identity.offer_page(empty(desk), APPLICANT, reading)
    assert offer.fields["applicant.source"] == "typed"


def test_a_zone_read_with_look_alikes_still_counts(desk: WindowDesk) -> None:
    lines = (ZONE[0], ZONE[1].replace("0", "O"))
    offer = desk.workspace.read_identity.offer_page(empty(desk), APPLICANT, passport(lines=lines))
    assert offer.fields["applicant.source"] == "machine_readable_zone"


def test_nothing_on_the_form_is_overwritten_unasked(desk: WindowDesk) -> None:
    case_id, read = empty(desk), desk.workspace.read_identity
    desk.edit_case.set_fields(case_id, {"applicant.name": "安娜", "applicant.sex": "male"}, "")
    offer = read.offer_page(case_id, APPLICANT, passport())
    assert offer.standing == ("applicant.sex",)
    read.apply_page(desk.session, case_id, APPLICANT, passport())
    form = form_of(desk, case_id)
    assert (form["applicant.name"], form["applicant.sex"]) == ("安娜", "male")
    read.apply_page(desk.session, case_id, APPLICANT, passport(), replaced=frozenset({"applicant.sex"}))
    assert form_of(desk, case_id)["applicant.sex"] == "female"


def test_another_persons_passport_asks_first(desk: WindowDesk) -> None:
    case_id, read = empty(desk), desk.workspace.read_identity
    read.apply(desk.session, case_id, APPLICANT, card())
    before = form_of(desk, case_id)
    with pytest.raises(RuleError) as caught:
        read.apply_page(desk.session, case_id, APPLICANT, passport())
    assert OtherPersonChoice.NEW_CASE in choices_of(caught.value)  # type: ignore[operator]  # details are objects
    assert form_of(desk, case_id) == before
    offer = read.offer_page(case_id, APPLICANT, passport())
    read.apply_page(desk.session, case_id, APPLICANT, passport(), replaced=frozenset(offer.standing))
    assert form_of(desk, case_id)["applicant.document_kind"] == "passport"


def test_a_picture_of_a_card_that_was_read_does_not_lower_its_mark(desk: WindowDesk) -> None:
    case_id, read = empty(desk), desk.workspace.read_identity
    read.apply(desk.session, case_id, APPLICANT, card())
    front = page("resident_id_front", ("name", "张䶮样木", None), ("number", resident_number(), True))
    read.apply_page(desk.session, case_id, APPLICANT, front)
    form = form_of(desk, case_id)
    assert (form["applicant.source"], form["applicant.name"]) == ("card_reader", "张䶮样本")


def test_the_back_of_a_card_adds_who_issued_it(desk: WindowDesk) -> None:
    case_id, read = empty(desk), desk.workspace.read_identity
    back = page(
        "resident_id_back",
        ("issuing_authority", "示范市公安局", None),
        ("valid_from", "2020-01-01", True),
        ("valid_until", "long_term", True),
    )
    read.apply_page(desk.session, case_id, APPLICANT, back)
    form = form_of(desk, case_id)
    assert form["applicant.valid_until"] == "long_term"
    assert "applicant.document_number" not in form


def test_a_licence_fills_the_organisation(desk: WindowDesk) -> None:
    case_id = empty(desk)
    offer = desk.workspace.read_identity.offer_page(case_id, APPLICANT, licence())
    assert offer.unproved == ("applicant.name", "applicant.legal_representative", "applicant.address")
    desk.workspace.read_identity.apply_page(desk.session, case_id, APPLICANT, licence())
    form = form_of(desk, case_id)
    assert form["applicant.kind"] == "organisation"
    assert form["applicant.credit_code"] == "91990000MA00000019"
    assert form["applicant.name"] == "样本贸易有限公司"
    assert "applicant.registered_capital" not in form


def test_a_licence_does_not_turn_a_person_into_an_organisation(desk: WindowDesk) -> None:
    case_id, read = empty(desk), desk.workspace.read_identity
    read.apply(desk.session, case_id, APPLICANT, card())
    with pytest.raises(RuleError) as caught:
        read.apply_page(desk.session, case_id, APPLICANT, licence())
    assert choices_of(caught.value) == (OtherPersonChoice.NEW_CASE, OtherPersonChoice.REPLACE)


def test_a_code_that_fails_its_check_is_named_and_left_out(desk: WindowDesk) -> None:
    offer = desk.workspace.read_identity.offer_page(empty(desk), APPLICANT, licence("91990000MA00000018", valid=False))
    assert offer.doubtful == ("applicant.credit_code",)
    assert "applicant.credit_code" not in offer.fields


def test_pages_that_say_nothing_of_anybody(desk: WindowDesk) -> None:
    case_id, read = empty(desk), desk.workspace.read_identity
    for reading in (page(None), page("bank_slip", ("amount", "1", None)), page("passport")):
        with pytest.raises(RuleError, match="no_identity_on_page"):
            read.offer_page(case_id, APPLICANT, reading)
    with pytest.raises(RuleError, match="agent_is_person"):
        read.offer_page(case_id, AGENT, licence())
    assert page(None).paper == KnownPaper(None, 0.9, ()) != UNKNOWN_PAPER


def test_a_passport_of_the_agent_brings_the_agent_in(desk: WindowDesk) -> None:
    case_id = empty(desk)
    desk.workspace.read_identity.apply_page(desk.session, case_id, AGENT, passport())
    form = form_of(desk, case_id)
    assert (form["agent.present"], form["agent.document_number"]) == ("yes", "L898902C3")
    assert "applicant.kind" not in form
