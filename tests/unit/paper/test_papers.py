"""What holds for every paper: its text, its fonts, its edges, its bytes."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest
from PIL import ImageOps

from app.domain.errors import InputError, PrintError
from app.domain.paper import LabelContent, PaperContent, PaperKind, TransferSlipContent, VerifiedCopyContent
from app.paper.renderer import ReportLabPaperRenderer
from tests.unit.paper.contents import (
    KINDS,
    RENDERER,
    SAMPLES,
    copy,
    label,
    many_lines,
    material_list,
    named,
    notice,
    receipt,
    rendered,
    sample,
    slip,
)
from tests.unit.paper.pdf_reading import EXTRACTORS, by_pypdf, fonts, pictures, squeezed

RARE_NAMES = ("张䶮样本", "李𬭎样本", "王㛃样本", "赵𠅤样本", "样本·阿卜杜拉", "欧阳样本ABC")
LONG_NAME = "样本" * 28 + "𬭎𠅤䶮㛃"
MARGIN_MM = {PaperKind.LABEL: 2.0, PaperKind.VERIFIED_COPY: 6.0}
A4_MARGIN_MM = 8.0


def printed_words(content: PaperContent) -> list[str]:
    """The facts of a content that its paper must say word for word."""
    if isinstance(content, LabelContent):
        return [content.slip_number, content.recipient.name, content.sender.name, content.recipient.postcode]
    head = content.head
    words = [head.item_name, head.receipt_number, head.collecting.phone]
    if isinstance(content, VerifiedCopyContent):
        return [head.item_name, head.receipt_number, content.verified_by, content.place]
    words += [line.name for line in content.lines] + [head.collecting.name, head.handling.name, head.item_code]
    if not isinstance(content, TransferSlipContent):
        words += [head.applicant.name, head.applicant.document_number, head.applicant.phone]
    return words


@pytest.mark.parametrize("extract", EXTRACTORS)
@pytest.mark.parametrize("kind", KINDS)
def test_text_comes_back_as_stored(kind: PaperKind, extract: Callable[[bytes], str]) -> None:
    text = squeezed(extract(rendered(sample(kind))))

    assert [words for words in printed_words(sample(kind)) if squeezed(words) not in text] == []


@pytest.mark.parametrize("extract", EXTRACTORS)
@pytest.mark.parametrize("name", [*RARE_NAMES, LONG_NAME])
def test_every_name_comes_back_exactly(name: str, extract: Callable[[bytes], str]) -> None:
    for content in (receipt(head=named(name)), material_list(head=named(name)), notice(head=named(name))):
        assert name in squeezed(extract(rendered(content)))


def test_a_name_of_sixty_characters_fits_where_it_is_written() -> None:
    assert len(LONG_NAME) == 60

    for content in (slip(head=named(LONG_NAME)), label(recipient_name=LONG_NAME), copy(verified_by=LONG_NAME)):
        assert rendered(content).startswith(b"%PDF")


@pytest.mark.parametrize("kind", KINDS)
def test_fonts_are_embedded_and_none_is_helvetica(kind: PaperKind) -> None:
    found = list(fonts(rendered(sample(kind))))

    assert found
    assert all(embedded and "NotoSansSC" in name for name, embedded in found)
    assert b"Helvetica" not in rendered(sample(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_drawn_beyond_the_margins(kind: PaperKind) -> None:
    dpi = 100
    margin = int((MARGIN_MM.get(kind, A4_MARGIN_MM) - 0.5) / 25.4 * dpi)

    for picture in pictures(rendered(sample(kind)), dpi):
        ink = ImageOps.invert(picture).point(lambda value: 255 if value > 8 else 0).getbbox()
        assert ink is not None
        assert min(ink[:2]) >= margin
        assert ink[2] <= picture.width - margin
        assert ink[3] <= picture.height - margin


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_content_gives_the_same_bytes(kind: PaperKind) -> None:
    other = ReportLabPaperRenderer(fallback_fonts=())

    assert RENDERER.render(kind, sample(kind)) == other.render(kind, sample(kind))


def test_the_same_content_gives_the_same_bytes_in_another_process(tmp_path: Path, project_root: Path) -> None:
    out = tmp_path / "receipt.pdf"
    command = [sys.executable, "-m", "app", "render", "receipt", str(SAMPLES / "receipt.json"), "-o", str(out)]
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "America/New_York", "LC_ALL": "C"}

    subprocess.run(command, cwd=project_root, env=environment, check=True, timeout=60, stdout=subprocess.PIPE)

    assert hashlib.sha256(out.read_bytes()).digest() == hashlib.sha256(rendered(receipt())).digest()


def test_other_content_gives_other_bytes() -> None:
    assert rendered(receipt()) != rendered(receipt(head=named("王样本")))


def test_threads_do_not_disturb_each_other() -> None:
    alone = [rendered(sample(kind)) for kind in KINDS]
    renderers = [ReportLabPaperRenderer(fallback_fonts=()) for _ in range(3)]

    with ThreadPoolExecutor(3) as pool:
        sets = pool.map(lambda one: [one.render(kind, sample(kind)).pdf for kind in KINDS], renderers)
        assert all(found == alone for found in sets)


@pytest.mark.parametrize(
    ("content", "pages"),
    [
        (receipt(lines=many_lines(40)), 3),
        (material_list(lines=many_lines(40)), 4),
        (notice(have=many_lines(40)), 3),
        (slip(lines=tuple(replace(slip().lines[0], number=one + 1) for one in range(40))), 3),
    ],
)
def test_forty_materials_go_over_several_pages(content: PaperContent, pages: int) -> None:
    texts = [squeezed(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(rendered(content))).pages]

    assert 2 <= len(texts) <= pages
    assert all(f"第{number}页共{len(texts)}页" in text for number, text in enumerate(texts, start=1))
    assert "序号材料名称" in texts[1], "the head of the table is repeated"
    assert all("编号：" in text for text in texts)


def test_a_row_taller_than_a_page_goes_on_overleaf() -> None:
    opinion = "此处意见很长，逐字照印。" * 260
    line = replace(notice().lines[0], opinion=opinion)

    pdf = rendered(notice(lines=(line,)))

    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) > 2
    assert squeezed(by_pypdf(pdf)).count("此处意见很长，逐字照印。") > 250  # a few are cut by the end of a page


def test_a_character_in_no_font_is_an_error_and_no_box() -> None:
    with pytest.raises(PrintError) as caught:
        rendered(receipt(head=named("王\U00020000样本")))

    assert caught.value.code == "print.character_missing"
    assert caught.value.details == {"character": "U+20000"}


def test_what_cannot_fit_is_an_error() -> None:
    with pytest.raises(PrintError) as caught:
        rendered(label(recipient=replace(label().recipient, address="样本路" * 200)))

    assert caught.value.code == "print.does_not_fit"


def test_a_value_of_no_enum_is_named() -> None:
    with pytest.raises(InputError) as caught:
        rendered(receipt(delivery_way="carrier pigeon"))

    assert caught.value.code == "input.unknown_value"
    assert caught.value.details["value"] == "carrier pigeon"


def test_content_of_another_kind_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        RENDERER.render(PaperKind.LABEL, receipt())

    assert caught.value.code == "input.wrong_content"


@pytest.mark.parametrize("kind", KINDS)
def test_the_file_says_what_it_is(kind: PaperKind) -> None:
    reader = pypdf.PdfReader(io.BytesIO(rendered(sample(kind))))
    described = reader.metadata

    assert described is not None
    assert described.title
    assert described.subject
    assert described.producer == "Tongban"
    assert described.creation_date is not None
    expected = 2000 if kind is PaperKind.LABEL else 2026
    assert described.creation_date.year == expected
    assert str(reader.root_object["/Lang"]) == "zh-CN"
