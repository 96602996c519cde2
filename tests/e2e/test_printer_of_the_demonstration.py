"""The demonstration prints: on its own printer, into its own folder."""

from __future__ import annotations

from pathlib import Path

from app.demo.surroundings import SHEETS, surroundings


def test_the_demonstration_has_a_printer_for_pages_and_one_for_labels(tmp_path: Path) -> None:
    with surroundings(tmp_path) as around:
        workspace = around.open()
        try:
            pages, labels = workspace.print_papers.printers()
            chosen = workspace.manage_settings.current().text("printer.label")
        finally:
            workspace.close()

    assert (pages.name, pages.is_default, labels.name) == ("模拟打印机", True, "模拟标签打印机")
    assert chosen == labels.name
    assert pages.sheets_folder == str(tmp_path / SHEETS)
