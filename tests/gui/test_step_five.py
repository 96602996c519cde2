"""Step 5 with the simulated printer: in order, out of paper, and where there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.printing.simulated_printer import PrintScript, SimulatedPrinter
from tests.fakes.workspace import WindowDesk
from tests.gui.driver import Driver
from ui.views import papers_panel
from ui.widgets.banner import Banner
from ui.widgets.key_button import KeyButton
from ui.widgets.row_table import RowTable
from ui.widgets.step_bar import StepButton

KEY = Qt.Key
LABELS = "模拟标签打印机"


@pytest.fixture
def at_step_five(open_driver: Callable[..., Driver], desk: WindowDesk, tmp_path: Path) -> Callable[[str], Driver]:
    """The window with a case just received, beside a printer with this address."""

    def receive(address: str) -> Driver:
        printer = SimulatedPrinter(tmp_path / "printed", "模拟打印机", LABELS, PrintScript.from_address(address))
        desk.workspace = replace(desk.workspace, print_papers=replace(desk.workspace.print_papers, printer=printer))
        desk.settings.own["printer.label"] = LABELS
        driver = open_driver()
        driver.sign_in()
        driver.intake.parked.take_up(desk.ready())
        driver.rest()
        driver.press(KEY.Key_F9)
        return driver

    return receive


def states(driver: Driver) -> list[str]:
    """The last column of the list of papers."""
    model = driver.find("intake.papers", RowTable).model()
    return [str(model.index(row, 2).data()) for row in range(model.rowCount())]


def said_of_last_step(driver: Driver) -> str:
    return driver.find("intake.step.papers", StepButton).accessibleName()


def test_sheets_of_the_simulated_printer_are_found_where_the_message_says(
    at_step_five: Callable[[str], Driver], tmp_path: Path, pictures: Path
) -> None:
    driver = at_step_five("simulated:")
    assert "有文书没有打印" in said_of_last_step(driver)

    driver.press(KEY.Key_F9)

    driver.window.grab().save(str(pictures / "printed.png"))
    assert all(state.startswith("已打印 1 次") for state in states(driver))
    done = driver.find("intake.papers_done", Banner).words()
    assert "模拟打印机" in done
    assert str(tmp_path / "printed") in done
    assert len(list((tmp_path / "printed").glob("*.pdf"))) == len(states(driver))
    assert "已完成" in said_of_last_step(driver)
    assert driver.find("intake.next", KeyButton).accessibleName().startswith("下一位")


def test_out_of_paper_is_one_message_and_every_row_says_it(
    at_step_five: Callable[[str], Driver], pictures: Path
) -> None:
    driver = at_step_five("simulated:?fault=paper_out&times=4")

    driver.press(KEY.Key_F9)

    driver.window.grab().save(str(pictures / "paper_out.png"))
    failed = [state for state in states(driver) if state == "没有打成 · 缺纸"]
    assert len(failed) == min(4, len(states(driver)))
    words = driver.find("intake.banner", Banner).words()
    assert words.count("缺纸") == 1
    assert "收件回执" in words
    assert "材料清单" in words
    assert "有文书没有打印" in said_of_last_step(driver)
    driver.press(KEY.Key_F9)  # there is paper again
    assert all(state.startswith("已打印 1 次") for state in states(driver)), "a try without a sheet is no print"
    assert driver.find("intake.banner", Banner).words() == ""


def test_without_a_printer_it_stands_there_what_to_do(
    at_step_five: Callable[[str], Driver], tmp_path: Path, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver = at_step_five("simulated:?fault=no_server")
    standing = driver.find("intake.no_printer", Banner)
    driver.window.grab().save(str(pictures / "no_printer.png"))
    assert "没有打印机" in standing.words()
    assert set(states(driver)) == {"未打印 · 没有打印机"}
    assert "有文书没有打印" in said_of_last_step(driver)
    assert "全部存成 PDF" in driver.find("intake.next", KeyButton).accessibleName()
    driver.press(KEY.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert "没有打印机" in standing.words(), "a try does not push it away"

    folder = tmp_path / "saved"
    folder.mkdir()
    monkeypatch.setattr(papers_panel, "pick_folder", lambda _parent, _title: str(folder))
    driver.press(KEY.Key_F9)

    driver.window.grab().save(str(pictures / "saved.png"))
    assert len(list(folder.glob("*.pdf"))) == len(states(driver))
    assert str(folder) in driver.find("intake.papers_done", Banner).words()
    assert driver.find("intake.next", KeyButton).accessibleName().startswith("下一位")
    assert "有文书没有打印" in said_of_last_step(driver)
