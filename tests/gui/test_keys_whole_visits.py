"""Whole visits without the mouse, with every way a material can be met and with an agent."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.domain.applicant import Person
from app.domain.case import Case, CaseState
from app.domain.material import Provision
from app.domain.verification import VerificationVerdict
from tests.fakes.desk import NAME, PHONE, resident_number
from tests.gui.driver import Driver, picture

KEY = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
AGENT, AGENT_NUMBER, AGENT_PHONE = "代䶮样本", resident_number("99010119880101003"), "19900000002"
LICENCE = "样本 990101-0001"


def received(clerk: Driver) -> Case:
    """The case as the store has it."""
    with clerk.desk.store.unit_of_work() as unit:
        case = unit.cases.get(clerk.intake.desk.case_id)
    assert case.state in (CaseState.RECEIVED, CaseState.SUBMITTED)
    assert case.receipt_number
    return case


def choose_item(clerk: Driver) -> None:
    """Item and place, from the search on."""
    clerk.type_words("hhqy")
    clerk.press(KEY.Key_Return)
    assert clerk.focus_name() == "intake.places"
    clerk.press(KEY.Key_Return)
    assert clerk.focus_name() == "question.agent.yes"


def check_page(clerk: Driver, words: str) -> None:
    """Lay a page down, scan it, and find it like its original."""
    clerk.desk.lay(picture(words))
    clerk.press(KEY.Key_F5)
    clerk.press(KEY.Key_F6)


def confirm_and_receive(clerk: Driver) -> None:
    """From the last material to the receipt."""
    clerk.press(KEY.Key_F9)
    assert clerk.intake.step == "confirm", clerk.intake.missing
    clerk.press(KEY.Key_F9)
    assert clerk.focus_name() == "confirm.applicant"
    clerk.press(KEY.Key_Space)
    clerk.press(KEY.Key_F9)
    assert clerk.intake.step == "papers"


def test_a_page_an_e_licence_a_deferred_paper_and_a_question(at_work: Driver) -> None:
    at_work.press(KEY.Key_F2)
    at_work.type_words(PHONE)
    at_work.press(KEY.Key_F4)
    choose_item(at_work)

    at_work.press(KEY.Key_Right)  # yes: the third material is wanted
    at_work.press(KEY.Key_Return)
    assert at_work.focus_name() == "intake.materials"
    check_page(at_work, "申请书")
    assert at_work.intake.materials.current == "M2"

    at_work.press(KEY.Key_Return)
    assert at_work.focus_name() == "material.way.paper"
    at_work.press(KEY.Key_Right)
    at_work.press(KEY.Key_Right)
    assert at_work.focus_name() == "material.way.e_licence"
    at_work.press(KEY.Key_Return)
    assert at_work.focus_name() == "material.e_licence_number"
    at_work.type_words(LICENCE)
    at_work.press(KEY.Key_Return)
    assert at_work.focus_name() == "material.remark"
    at_work.press(KEY.Key_Return)
    assert at_work.focus_name() == "intake.materials"
    assert at_work.intake.materials.current == "M3"

    at_work.press(KEY.Key_Return)
    at_work.press(KEY.Key_Right)
    at_work.press(KEY.Key_Right)
    assert at_work.focus_name() == "material.way.deferred"
    confirm_and_receive(at_work)

    case = received(at_work)
    assert case.answers == {"agent": "yes"}
    wanted = {"M1": Provision.PAPER, "M2": Provision.E_LICENCE, "M3": Provision.DEFERRED}
    assert {code: case.materials[code].provision for code in wanted} == wanted
    assert case.materials["M2"].e_licence_number == LICENCE
    checked = case.materials["M1"].verification
    assert checked is not None
    assert checked.verdict is VerificationVerdict.MATCHES


def test_the_number_of_a_licence_counts_though_f9_is_pressed_in_its_field(at_work: Driver) -> None:
    at_work.press(KEY.Key_F2)
    at_work.type_words(PHONE)
    at_work.press(KEY.Key_F4)
    choose_item(at_work)
    at_work.press(KEY.Key_Left)
    at_work.press(KEY.Key_Return)
    check_page(at_work, "申请书")
    at_work.strike(KEY.Key_Return)
    for key in (KEY.Key_Right, KEY.Key_Right, KEY.Key_Return):
        at_work.strike(key)
    at_work.dash_off("DZ0001")
    at_work.press(KEY.Key_F9)

    assert at_work.intake.step == "confirm"
    state = at_work.intake.state
    assert state is not None
    assert state.case.materials["M2"].e_licence_number == "DZ0001"


def test_a_person_represented_by_somebody_else(at_work: Driver) -> None:
    assert at_work.focus_name() == "applicant.name"
    at_work.type_words(NAME)
    at_work.press(KEY.Key_Return)
    at_work.press(KEY.Key_Return)
    at_work.type_words(resident_number())
    at_work.press(KEY.Key_Return)
    at_work.type_words(PHONE)
    at_work.press(KEY.Key_Return)
    assert at_work.focus_name() == "applicant.address"
    at_work.press(KEY.Key_Return)
    assert at_work.focus_name() == "applicant.valid_until"
    at_work.press(KEY.Key_Return)
    assert at_work.focus_name() == "agent.present"
    at_work.press(KEY.Key_Space)
    at_work.press(KEY.Key_Return)
    for name, words in (
        ("agent.name", AGENT),
        ("agent.document_kind", ""),
        ("agent.document_number", AGENT_NUMBER),
        ("agent.phone", AGENT_PHONE),
        ("agent.authority_document", "授权委托书"),
        ("agent.authority_until", "20301231"),
    ):
        assert at_work.focus_name() == name
        if words:
            at_work.type_words(words)
        at_work.press(KEY.Key_Return)
    at_work.press(KEY.Key_F9)
    assert at_work.focus_name() == "intake.item_search"
    choose_item(at_work)
    at_work.press(KEY.Key_Right)
    at_work.press(KEY.Key_Return)
    for paper in ("申请书", "身份证明", "授权委托书"):
        check_page(at_work, paper)
    confirm_and_receive(at_work)

    case = received(at_work)
    assert isinstance(case.applicant, Person)
    assert (case.applicant.name, case.applicant.document.number) == (NAME, resident_number())
    assert case.agent is not None
    assert (case.agent.person.name, case.agent.person.document.number) == (AGENT, AGENT_NUMBER)
    assert case.agent.person.phone == AGENT_PHONE
    assert case.agent.authority_document == "授权委托书"


def test_the_agents_card_fills_the_agent(at_work: Driver) -> None:
    at_work.type_words(NAME)
    at_work.press(KEY.Key_F2, SHIFT)

    assert at_work.focus_name() == "agent.phone"
    assert at_work.intake.form.value("agent.document_number") == resident_number()
    assert at_work.intake.form.value("applicant.name") == NAME
