"""A label shows no personal data: GB/T 41833-2022."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdf
import pytest

from app.paper.destination import destination
from tests.unit.paper.contents import label, rendered
from tests.unit.paper.pdf_reading import EXTRACTORS, squeezed

SECRETS = (
    "赵𠅤样本",
    "王样本",
    "021-60000002",
    "60000002",
    "0514-80000001",
    "80000001",
    "202室",
    "301室",
    "202 室",
    "301 室",
)


def everything_in(pdf: bytes) -> str:
    """All text of a file: pages by every extractor, metadata, and what lies in it uncompressed."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    described = " ".join(str(value) for value in (reader.metadata or {}).values())
    pages = " ".join(squeezed(extract(pdf)) for extract in EXTRACTORS)
    streams = b" ".join(
        stream.get_data()
        for stream in (reader.get_object(number) for number in range(1, len(reader.xref[0]) + 1))
        if isinstance(stream, pypdf.generic.StreamObject)
    )
    return described + pages + pdf.decode("latin-1") + streams.decode("utf-16-be", "replace")


@pytest.mark.parametrize("waybill", ["", "1234567890123"])
def test_no_full_name_number_or_address_is_in_the_file(waybill: str) -> None:
    found = everything_in(rendered(label(waybill_number=waybill)))

    assert "政务材料" in found
    assert [secret for secret in SECRETS if secret in found] == []


def test_names_numbers_and_addresses_are_masked() -> None:
    text = squeezed(EXTRACTORS[1](rendered(label())))

    assert "赵**本021-******02" in text
    assert "上海市黄浦区样本南路8号5幢***" in text
    assert "江苏省扬州市广陵区样本路99号2号楼***" in text


def test_an_office_that_receives_stays_readable_while_the_sender_is_masked() -> None:
    text = squeezed(EXTRACTORS[1](rendered(label(recipient_name="跨省通办专窗收件人（示例）"))))

    assert "跨省通办专窗收件人（示例）021-******02" in text
    assert "王*本" in text


def test_a_home_address_is_masked_too() -> None:
    home = replace(
        label().recipient,
        name="",
        window="",
        address="江苏省扬州市广陵区样本街道样本苑 3幢2单元501室",
        phone="19900001234",
    )
    text = squeezed(EXTRACTORS[1](rendered(label(recipient=home, recipient_name="张䶮样本"))))

    assert "501" not in text
    assert "19900001234" not in text
    assert "江苏省扬州市广陵区" in text


def test_nothing_of_what_is_inside_is_told() -> None:
    text = squeezed(EXTRACTORS[1](rendered(label())))

    assert "内件品名：政务材料" in text
    assert "合伙" not in text


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("上海市黄浦区样本南路8号", "上海市 黄浦区"),
        ("江苏省 扬州市 广陵区样本路", "江苏省 扬州市 广陵区"),
        ("扬州市广陵区样本路", "江苏省 扬州市 广陵区"),
        ("湖北省仙桃市样本路", "湖北省 仙桃市"),
        ("内蒙古自治区阿拉善盟额济纳旗样本路", "内蒙古自治区 阿拉善盟 额济纳旗"),
        ("朝阳区样本路", ""),
        ("样本省样本市", ""),
        ("", ""),
    ],
)
def test_the_place_of_an_address(address: str, place: str) -> None:
    assert destination(address) == place


def test_an_unknown_place_gives_way_to_the_office() -> None:
    unknown = replace(label().recipient, address="样本路 1 号")

    assert squeezed(EXTRACTORS[1](rendered(label(recipient=unknown)))).count(unknown.name) == 2


def test_the_test_would_see_a_secret() -> None:
    bare = pypdf.PdfWriter()
    bare.add_blank_page(100, 100)
    bare.add_metadata({"/Title": "寄给赵𠅤样本"})
    buffer = io.BytesIO()
    bare.write(buffer)

    assert "赵𠅤样本" in everything_in(buffer.getvalue())
