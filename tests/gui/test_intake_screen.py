"""The intake screen under the clerk's hands: focus, words and messages that belong to this visitor only."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

from tests.fakes.desk import NAME, resident_number
from tests.fakes.guides import FAR, ITEM
from tests.fakes.workspace import card
from tests.gui.driver import Driver, picture
from ui.widgets.banner import Banner
from ui.widgets.choice_banner import ChoiceBanner
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.fields import TextField
from ui.widgets.marks import StatePanel
from ui.widgets.page_strip import PageStrip
from ui.widgets.step_bar import StepButton

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
KEY = Qt.Key


def to_materials(driver: Driver) -> None:
    """A person, an item, and the question answered."""
    driver.press(KEY.Key_F2)
    items = driver.intake.items
    driver.intake.go_to("item")
    items.search("")
    driver.rest()
    items.take_item(ITEM)
    items.choose_place(FAR)
    driver.rest()
    driver.intake.materials.questions.answer("agent", "no")
    driver.rest()


def test_the_screen_says_whose_case_it_is_on_every_step(at_work: Driver) -> None:
    line = at_work.find("intake.on_desk", ElidedLabel)
    height, place = line.height(), line.pos()
    to_materials(at_work)

    for step in ("applicant", "item", "materials", "confirm", "papers"):
        at_work.intake.go_to(step)
        at_work.rest()
        assert line.isVisible()
        assert all(words in line.text() for words in (NAME, "合伙企业设立登记", "安徽样本市"))
    assert (line.height(), line.pos()) == (height, place)
    assert line.toolTip() == ""

    at_work.intake.form.choose("applicant.name", "很长的名字" * 60)
    at_work.rest()
    assert line.text().endswith("…")
    assert line.fontMetrics().horizontalAdvance(line.text()) <= line.width()
    assert line.toolTip() == line.words()


def test_after_what_differs_the_focus_is_in_the_list_and_a_space_parks_nothing(at_work: Driver) -> None:
    to_materials(at_work)
    at_work.press(KEY.Key_F5)
    before = at_work.intake.desk.case_id
    at_work.press(KEY.Key_F6, SHIFT)
    at_work.type_words("名称不一致")
    at_work.press(KEY.Key_Return)

    assert at_work.focus_name() == "intake.materials"
    at_work.press(KEY.Key_Space)
    assert at_work.intake.desk.case_id == before
    assert at_work.intake.materials.table.rows()[0].cells[2].tone == "red"


def test_another_person_s_card_is_not_offered_to_the_next_visitor(at_work: Driver) -> None:
    at_work.press(KEY.Key_F2)
    at_work.desk.reader.reading = card("陈样本", resident_number("99010119900517002"))
    at_work.press(KEY.Key_F2)
    banner = at_work.find("intake.other_person", ChoiceBanner)
    assert banner.isVisible()

    at_work.press(KEY.Key_N, CTRL)

    assert banner.words() == ""
    banner.chosen.emit("other_person.replace")
    at_work.rest()
    assert at_work.intake.form.value("applicant.name") == ""


def test_the_agent_s_card_button_shows_its_words_whole(at_work: Driver) -> None:
    at_work.intake.form.choose("applicant.kind", "organisation")
    at_work.intake.form.choose("agent.present", "yes")
    at_work.rest()

    button = at_work.find("intake.read_agent_card", QPushButton)
    assert button.height() >= button.sizeHint().height()
    assert button.width() >= button.sizeHint().width()


def test_a_second_page_comes_to_the_front(at_work: Driver) -> None:
    to_materials(at_work)
    strip = at_work.find("intake.pages", PageStrip)
    at_work.press(KEY.Key_F5)
    first = strip.current_page()
    at_work.desk.lay(picture("第二张"))
    at_work.press(KEY.Key_F5)

    assert at_work.intake.materials.pages[0].id == first
    assert strip.current_page() == at_work.intake.materials.pages[1].id


def test_links_to_what_is_missing_are_whole_or_not_there(at_work: Driver) -> None:
    at_work.intake.form.choose("applicant.kind", "organisation")
    at_work.intake.form.choose("agent.present", "yes")
    at_work.rest()
    things = [one for one in at_work.window.findChildren(QPushButton) if one.objectName().startswith("missing.")]
    shown = [one for one in things if one.isVisible()]
    more = at_work.find("intake.missing_more", QLabel)

    room = more.parentWidget()
    assert room is not None
    assert 0 < len(shown) < len(at_work.intake.missing)
    for part in (*shown, more):
        assert part.isVisible()
        assert part.width() >= part.sizeHint().width()
        assert room.rect().contains(part.geometry())
    assert more.text() == f"等 {len(at_work.intake.missing)} 项"
    assert shown[0].text() == "单位名称"


def test_an_organisation_is_not_spoken_to_as_a_person(at_work: Driver) -> None:
    at_work.intake.form.choose("applicant.kind", "organisation")
    at_work.rest()

    words = [one.text() for one in at_work.window.findChildren(QLabel) if one.isVisible()]
    assert "住所" in words
    assert "住址" not in words
    assert "请把身份证放在读卡器上" not in words

    at_work.intake.form.choose("applicant.credit_code", "91990100MA0000000X")
    at_work.intake.form.choose("applicant.name", "样本贸易有限公司")
    at_work.rest()
    words = [one.text() for one in at_work.window.findChildren(QLabel) if one.isVisible()]
    assert "91990100MA0000000X" in words


def test_scanning_before_an_item_is_chosen_says_to_choose_one(at_work: Driver) -> None:
    for modifier in (Qt.KeyboardModifier.NoModifier, SHIFT):
        at_work.press(KEY.Key_F5, modifier)
        assert "F4" in at_work.find("intake.banner", Banner).words()
        at_work.find("intake.banner", Banner).dismiss()


def test_a_verdict_during_the_look_says_that_it_waits(at_work: Driver) -> None:
    to_materials(at_work)
    at_work.press(KEY.Key_F5)
    materials = at_work.intake.materials
    (page,) = materials.pages
    materials.capture._unseen.add(page.id)

    QTest.keyClick(QApplication.focusWidget() or at_work.window, KEY.Key_F6)
    words = [one.text() for one in at_work.window.findChildren(QLabel) if one.isVisible()]
    assert "页面正在检查，检查完自动核验。" in words
    assert not at_work.find("intake.banner", Banner).isVisible()

    materials.capture._seen(page.id)
    at_work.rest()
    assert materials.table.rows()[0].cells[2].tone == "green"


def opinions(driver: Driver) -> dict[str, str]:
    """What is typed beside each material of the notice."""
    fields = [one for one in driver.window.findChildren(TextField) if one.isVisible()]
    return {one.name: one.value() for one in fields if one.name.startswith("notice.")}


def test_an_open_notice_follows_what_becomes_known_and_keeps_the_opinions(at_work: Driver) -> None:
    at_work.press(KEY.Key_F7)
    words, give = at_work.find("intake.notice.words", QLabel), at_work.find("intake.notice.give", QPushButton)
    assert "还没有选择事项" in words.text()
    assert not give.isEnabled()

    at_work.press(KEY.Key_F2)
    items, materials = at_work.intake.items, at_work.intake.materials
    items.search("")
    at_work.rest()
    items.take_item(ITEM)
    items.choose_place(FAR)
    at_work.rest()
    at_work.intake.form.choose("applicant.phone", "19900000001")
    at_work.press(KEY.Key_F7)
    assert "是否由代理人办理" in words.text()
    at_work.type_words("请带原件")

    materials.questions.answer("agent", "yes")
    at_work.rest()

    assert give.isEnabled()
    assert opinions(at_work) == {"notice.M1": "请带原件", "notice.M2": "", "notice.M3": ""}

    at_work.press(KEY.Key_N, CTRL)
    to_materials(at_work)
    at_work.press(KEY.Key_F7)
    assert opinions(at_work) == {"notice.M1": "", "notice.M2": ""}


def test_the_guardian_of_a_child_is_offered_and_the_cursor_goes_there(at_work: Driver) -> None:
    at_work.desk.reader.reading = card("李小样本", resident_number("11019920150517002"))
    at_work.press(KEY.Key_F2)
    banners = [one for one in at_work.window.findChildren(Banner) if one.isVisible()]
    offered = next(one for one in banners if "监护人" in one.words())

    at_work.find(f"{offered.objectName()}.action", QPushButton).click()
    at_work.rest()

    assert at_work.focus_name() == "agent.name"
    assert at_work.find("intake.step.applicant", QPushButton).accessibleName().endswith("待补充 Alt+1")


def test_an_item_that_is_only_advised_on_has_no_collecting_steps_and_its_end_is_told(at_work: Driver) -> None:
    at_work.press(KEY.Key_F2)
    at_work.press(KEY.Key_F4)
    at_work.type_words("hunyin")
    at_work.press(KEY.Key_Return)
    advised = at_work.intake.desk.case_id
    panel = at_work.find("intake.not_here", StatePanel)

    for key in (KEY.Key_3, KEY.Key_4, KEY.Key_5):
        at_work.press(key, Qt.KeyboardModifier.AltModifier)
        assert panel.isVisible()
        assert panel.words().startswith("这一步不适用")
    at_work.press(KEY.Key_F5)
    assert (at_work.intake.step, panel.isVisible(), at_work.intake.materials.pages) == ("materials", True, ())
    steps = {
        name: at_work.find(f"intake.step.{name}", StepButton) for name in ("item", "materials", "confirm", "papers")
    }
    told = {name: "不适用" in step.accessibleName() for name, step in steps.items()}
    assert told == {"item": False, "materials": True, "confirm": True, "papers": True}

    at_work.press(KEY.Key_F9)

    assert at_work.intake.desk.case_id != advised
    assert at_work.find("intake.banner", Banner).words().startswith("“婚姻登记（样本）”已记为咨询")
    assert at_work.intake.step == "applicant"
    to_materials(at_work)
    assert not panel.isVisible()


def test_a_remark_typed_while_the_list_moves_on_stays_with_its_material(at_work: Driver) -> None:
    to_materials(at_work)
    at_work.press(KEY.Key_F5)
    remark = at_work.find("material.remark", QLineEdit)
    remark.setFocus()
    QTest.keyClicks(remark, "p3")
    QTest.keyClick(remark, KEY.Key_F6)
    QTest.keyClicks(remark, " torn")  # the verdict is still on its way
    at_work.rest()

    rows = at_work.intake.desk.state
    assert rows is not None
    remarks = {row.material.code: row.state.remark for row in rows.rows}
    assert (at_work.intake.materials.current, remarks["M1"], remarks["M2"]) == ("M2", "p3 torn", "")
    assert remark.text() == ""


def test_without_pages_the_findings_key_says_what_is_missing(at_work: Driver) -> None:
    to_materials(at_work)
    at_work.press(KEY.Key_F3)
    assert at_work.find("intake.banner", Banner).words() == "“登记申请书”还没有页面，没有比对结果可看。请先按 F5 扫描。"
    at_work.press(KEY.Key_F5)
    assert not at_work.find("intake.banner", Banner).isVisible()
