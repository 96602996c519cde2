"""A kind is a file: what it may hold, and that a new one needs nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.domain.page_text import TextLine
from resources.known_papers import code_title, field_title, kind_files, kind_title, shown_value
from scanners.reading.papers.load_kinds import PaperDefinitionError, load_kind, shipped_kinds
from scanners.reading.papers.page_parts import PageParts
from scanners.reading.papers.read_fields import FieldReader, Sources
from scanners.reading.papers.recognise import recognised_kind
from scanners.reading.papers.writing import written_lines


def definition() -> dict[str, Any]:
    return {
        "title": "样本许可证",
        "signs": [{"words": ["样本许可证"], "points": 3}, {"pattern": "^SY[0-9]{6}$", "points": 1}],
        "needs": 3,
        "labels": {"holder": ["持证人"], "number": ["许可证编号"], "until": ["有效期至"]},
        "fields": [
            {"name": "name", "find": [{"label": "holder"}], "form": "name"},
            {"name": "permit_number", "title": "许可证编号", "find": [{"label": "number"}], "pattern": "SY[0-9]{6}"},
            {"name": "valid_until", "find": [{"label": "until"}], "form": "day", "check": "day"},
        ],
        "agreements": [],
    }


def written(tmp_path: Path, content: object) -> Path:
    path = tmp_path / "sample_permit.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def line(text: str, x: float, y: float) -> TextLine:
    right = x + 30 * len(text)
    return TextLine(text, 0.98, ((x, y), (right, y), (right, y + 30), (x, y + 30)))


def test_a_new_kind_needs_its_file_only(tmp_path: Path) -> None:
    kind = load_kind(written(tmp_path, definition()))
    lines = written_lines(
        [
            line("样本许可证", 300, 20),
            line("持证人", 40, 100),
            line("张䶮样本", 260, 100),
            line("许可证编号：SY012345", 40, 160),
            line("有效期至 2030年1月31日", 40, 220),
        ]
    )

    found, confidence = recognised_kind(lines, [*shipped_kinds(), kind])
    fields = FieldReader(kind, Sources(PageParts(lines, kind), (), None)).read()

    assert found is kind
    assert confidence > 0.4
    assert {field.name: field.value for field in fields} == {
        "name": "张䶮样本",
        "permit_number": "SY012345",
        "valid_until": "2030-01-31",
    }


@pytest.mark.parametrize(
    ("path", "value", "complaint"),
    [
        (("colour",), 1, "unknown key colour"),
        (("signs", 0, "weight"), 1, r"signs\[0\]: unknown key weight"),
        (("signs", 0, "pattern"), "x", "either words or a pattern"),
        (("signs", 0, "points"), 0, "points must be a whole number above 0"),
        (("signs", 0, "whole_line"), 1, "whole_line must be true or false"),
        (("needs",), 9, "more than all signs give"),
        (("needs",), True, "needs must be a whole number"),
        (("labels",), [], "labels: must be an object"),
        (("labels", "holder"), "持证人", "must be a list of texts"),
        (("inline",), ["sex"], "inline names labels that are not there: sex"),
        (("fields",), [], "fields must be there"),
        (("fields", 1, "name"), "name", "different names"),
        (("fields", 0, "colour"), 1, r"fields\[0\]: unknown key colour"),
        (("fields", 0, "find"), [], r"fields\[0\] name: find must name a way"),
        (("fields", 0, "find"), {}, "find must be a list"),
        (("fields", 0, "find", 0), {"lable": "holder"}, "names no way"),
        (("fields", 0, "find", 0, "label"), "owner", "label owner is not known"),
        (("fields", 0, "find", 0, "place"), "above", "place above is not known; there are below, right"),
        (("fields", 0, "find", 0, "part"), [0, 0, 1], "part must be left, top, right, bottom"),
        (("fields", 0, "find", 0), {"search": "没有组"}, "search needs a group"),
        (("fields", 0, "find", 0), {"zone": "height"}, "zone height is not known"),
        (("fields", 0, "find", 0), {"zone": "number", "lines": 2}, "unknown key lines"),
        (("fields", 0, "form"), "roman", "form roman is not known"),
        (("fields", 0, "check"), "luck", "check luck is not known"),
        (("fields", 0, "pattern"), "(", "pattern is no regular expression"),
        (("fields", 1, "title"), "", "needs a title"),
        (("agreements",), [{"rule": "equal", "fields": ["name"]}], "two fields"),
        (("agreements",), [{"rule": "alike", "fields": ["name", "permit_number"]}], "rule alike is not known"),
        (("also",), ["no_such_kind"], "no file: no_such_kind"),
        (("title",), "", "title must be a text"),
    ],
)
def test_what_does_not_hold_is_refused_by_name(
    tmp_path: Path, path: tuple[str | int, ...], value: object, complaint: str
) -> None:
    content: Any = definition()
    place = content
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value

    with pytest.raises(PaperDefinitionError, match=complaint) as refused:
        load_kind(written(tmp_path, content))

    assert str(refused.value).startswith("sample_permit.json")


@pytest.mark.parametrize(("content", "complaint"), [("{", "not JSON"), ([], "must be an object")])
def test_a_file_that_is_no_definition_is_refused(tmp_path: Path, content: object, complaint: str) -> None:
    with pytest.raises(PaperDefinitionError, match=complaint):
        load_kind(written(tmp_path, content))


def test_every_shipped_kind_and_field_has_its_words() -> None:
    kinds = shipped_kinds()

    titles = {kind.kind: kind_title(kind.kind) for kind in kinds}
    fields = {field_title(kind.kind, field.name) for kind in kinds for field in kind.fields}

    assert len(kinds) == len(kind_files()) == len(set(titles.values())) == 15
    assert titles["bank_slip"] == "银行回单"
    assert "" not in fields
    with pytest.raises(KeyError):
        kind_title("library_card")
    with pytest.raises(KeyError):
        field_title("bank_slip", "colour")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("sex", "female", "女"),
        ("sex_2", "male", "男"),
        ("ethnicity", "05", "维吾尔"),
        ("nationality", "CAN", "加拿大"),
        ("nationality", "XXX", "XXX"),
        ("valid_until", "long_term", "长期"),
        ("valid_until", "2030-01-31", "2030-01-31"),
        ("number", "female", "female"),
    ],
)
def test_codes_are_shown_in_words(name: str, value: str, words: str) -> None:
    assert shown_value(name, value) == words


def test_codes_have_a_title() -> None:
    assert code_title("foreign") == "与业务无关的码"
