"""The recogniser on lines that the text engine really gave, so that no engine is needed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from app.domain.page_text import Box, Corners, KnownPaper, TextLine
from scanners.reading.papers.load_kinds import shipped_kinds
from scanners.reading.papers.recognise import recognise_paper
from tests.papers_generator.catalogue import DRAWERS
from tests.papers_generator.measure import plain
from tests.papers_generator.recording import Recording, recordings

RECORDINGS = recordings()
BY_NAME = {recording.name: recording for recording in RECORDINGS}


def read(recording: Recording, lines: Sequence[TextLine] | None = None) -> KnownPaper:
    return recognise_paper(recording.lines if lines is None else lines, recording.size, recording.codes)


def changed(recording: Recording, index: int, text: str) -> tuple[TextLine, ...]:
    lines = list(recording.lines)
    lines[index] = replace(lines[index], text=text)
    return tuple(lines)


def line_with(recording: Recording, words: str) -> int:
    return next(index for index, line in enumerate(recording.lines) if words in "".join(line.text.split()))


def lowered(corners: Corners, by: float) -> Corners:
    first, second, third, fourth = ((x, y + by) for x, y in corners)
    return first, second, third, fourth


def test_every_kind_is_recorded_and_shipped() -> None:
    assert {recording.kind for recording in RECORDINGS} == set(DRAWERS) == {kind.kind for kind in shipped_kinds()}


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_kind_and_fields_are_read(name: str) -> None:
    recording = BY_NAME[name]

    paper = read(recording)

    assert paper.kind == recording.kind
    assert paper.confidence > 0.6
    wrong = {
        field: (truth, paper.field(field))
        for field, truth in recording.fields.items()
        if ((found := paper.field(field)) is None or plain(found.value) != plain(truth))
    }
    assert wrong == {}


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_no_misread_character_leaves_a_wrong_value_valid(name: str) -> None:
    recording, dice = BY_NAME[name], random.Random(name)
    places = [
        (index, position)
        for index, line in enumerate(recording.lines)
        for position, char in enumerate(line.text)
        if char.isascii() and char.isalnum()
    ]
    for index, position in dice.sample(places, min(25, len(places))):
        text = recording.lines[index].text
        other = dice.choice([char for char in "0123456789OBSI" if char != text[position]])
        for misread in (text[:position] + other + text[position + 1 :], text[:position] + text[position + 1 :]):
            for field in read(recording, changed(recording, index, misread)).fields:
                if field.valid:
                    assert plain(field.value) == plain(recording.fields.get(field.name, field.value)), misread


def test_a_number_with_its_check_digit_proves_birth_date_and_sex() -> None:
    paper = read(BY_NAME["resident_id_front-1-clean"])

    assert {name: field.valid for name in ("number", "birth_date", "sex", "name") if (field := paper.field(name))} == {
        "number": True,
        "birth_date": True,
        "sex": True,
        "name": None,
    }


def test_a_birth_date_that_differs_from_the_number_makes_both_doubtful() -> None:
    recording = BY_NAME["resident_id_front-1-clean"]
    index = line_with(recording, "月")
    year = recording.fields["birth_date"][:4]
    text = recording.lines[index].text.replace(year, str(int(year) + 1))

    paper = read(recording, changed(recording, index, text))

    assert [field.valid for name in ("number", "birth_date") if (field := paper.field(name))] == [False, False]


def test_letters_that_look_like_digits_are_mended_by_the_check_digit() -> None:
    recording = BY_NAME["resident_id_front-1-clean"]
    number = recording.fields["number"]
    index = line_with(recording, number)
    text = recording.lines[index].text.replace("0", "O")

    field = read(recording, changed(recording, index, text)).field("number")

    assert field is not None
    assert (field.value, field.valid) == (number, True)
    assert field.confidence < recording.lines[index].confidence


def test_a_number_that_fails_is_read_again_once() -> None:
    recording = BY_NAME["resident_id_front-1-clean"]
    number = recording.fields["number"]
    index = line_with(recording, number)
    wrong = number[:-2] + str((int(number[-2]) + 1) % 10) + number[-1]
    lines = changed(recording, index, recording.lines[index].text.replace(number, wrong))
    asked: list[Box] = []

    def again(box: Box) -> list[TextLine]:
        asked.append(box)
        return [recording.lines[index]]

    field = recognise_paper(lines, recording.size, (), again).field("number")

    assert field is not None
    assert (field.value, field.valid) == (number, True)
    assert len(asked) == 1
    assert asked == [field.box]


def test_a_number_that_fails_again_is_shown_as_wrong() -> None:
    recording = BY_NAME["resident_id_front-1-clean"]
    number = recording.fields["number"]
    index = line_with(recording, number)
    wrong = number[:-2] + str((int(number[-2]) + 1) % 10) + number[-1]
    lines = changed(recording, index, recording.lines[index].text.replace(number, wrong))

    field = recognise_paper(lines, recording.size, (), lambda _: [lines[index]]).field("number")

    assert field is not None
    assert (field.value, field.valid) == (wrong, False)


def test_nothing_is_read_again_while_all_is_well() -> None:
    recording = BY_NAME["resident_id_back-1-clean"]

    def never(box: Box) -> list[TextLine]:
        raise AssertionError(box)

    paper = recognise_paper(recording.lines, recording.size, (), never)

    assert {name: field.value for name in recording.fields if (field := paper.field(name))} == recording.fields


def test_what_is_not_among_the_words_there_are_is_read_again() -> None:
    recording = BY_NAME["household_register-1-clean"]
    lines = changed(recording, line_with(recording, "妻"), "華")

    def again(box: Box) -> list[TextLine]:
        x, y, right, bottom = box.x, box.y, box.x + box.width, box.y + box.height
        above = TextLine("户主", 0.99, ((x, y - 60), (right, y - 60), (right, y - 20), (x, y - 20)))
        return [above, TextLine("妻", 0.99, ((x, y), (right, y), (right, bottom), (x, bottom)))]

    before = read(recording, lines).field("relation_to_head")
    after = recognise_paper(lines, recording.size, (), again).field("relation_to_head")

    assert before is not None and after is not None
    assert before.valid is False
    assert (after.value, after.valid) == ("妻", None)


def test_the_code_on_a_licence_proves_its_number() -> None:
    recording = BY_NAME["business_licence-1-clean"]
    code = recording.fields["number"]
    index = line_with(recording, code)
    other = "7" if code[10] != "7" else "8"
    lines = changed(recording, index, recording.lines[index].text.replace(code, code[:10] + other + code[11:]))

    both = read(recording).field("number")
    code_only = recognise_paper(lines, recording.size, recording.codes).field("number")

    assert both is not None and code_only is not None
    assert (both.value, both.valid) == (code, True)
    assert (code_only.value, code_only.valid, code_only.box) == (code, True, None)


def test_a_licence_whose_code_says_another_number_is_not_valid() -> None:
    recording, other = BY_NAME["business_licence-1-clean"], "91990101MA0000007H"
    codes = tuple(replace(code, text=code.text.replace(recording.fields["number"], other)) for code in recording.codes)

    field = recognise_paper(recording.lines, recording.size, codes).field("number")

    assert field is not None
    assert (field.value, field.valid) == (other, False)


def test_the_sum_in_words_proves_the_sum_in_figures() -> None:
    recording = BY_NAME["bank_slip-1-clean"]
    index = line_with(recording, "¥")
    text = recording.lines[index].text
    digit = next(char for char in reversed(text) if char.isdigit())
    altered = text[: text.rindex(digit)] + str((int(digit) + 1) % 10)

    right, wrong = read(recording).field("amount"), read(recording, changed(recording, index, altered)).field("amount")

    assert right is not None and wrong is not None
    assert right.valid is True
    assert wrong.valid is False


def test_the_zone_of_a_passport_proves_number_birth_and_expiry() -> None:
    paper = read(BY_NAME["passport-1-clean"])

    proved = {field.name for field in paper.fields if field.valid}

    assert proved == {"number", "birth_date", "valid_until"}


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_boxes_lie_in_the_picture(name: str) -> None:
    recording = BY_NAME[name]
    width, height = recording.size

    boxes = [field.box for field in read(recording).fields if field.box is not None]

    assert boxes
    assert all(0 <= box.x < box.x + box.width <= width and 0 <= box.y < box.y + box.height <= height for box in boxes)


def test_a_line_that_reaches_over_the_edge_gives_a_box_that_does_not() -> None:
    recording = BY_NAME["resident_id_back-1-clean"]
    narrow = (recording.size[0] // 2, recording.size[1])

    box = next(field.box for field in recognise_paper(recording.lines, narrow).fields if field.name == "valid_until")

    assert box is not None
    assert box.x + box.width == narrow[0]


@pytest.mark.parametrize("front_first", [True, False])
def test_both_sides_of_a_card_on_one_sheet_give_the_fields_of_both(front_first: bool) -> None:
    front, back = BY_NAME["resident_id_front-1-clean"], BY_NAME["resident_id_back-1-clean"]
    upper, lower = (front, back) if front_first else (back, front)
    moved = [replace(line, corners=lowered(line.corners, upper.size[1] + 40)) for line in lower.lines]

    paper = recognise_paper([*upper.lines, *moved], (front.size[0], front.size[1] * 2 + 40))

    assert paper.kind == "resident_id_front"
    assert {field.name: field.value for field in paper.fields} == {**front.fields, **back.fields}


def test_a_letter_and_an_empty_page_are_no_known_paper() -> None:
    corners = ((10.0, 10.0), (400.0, 10.0), (400.0, 40.0), (10.0, 40.0))
    letter = [
        TextLine(words, 0.99, corners) for words in ("情况说明", "本人持有营业执照，法定代表人为本人。", "特此说明")
    ]

    assert recognise_paper(letter, (800, 600)).kind is None
    assert recognise_paper([], (800, 600)).kind is None
    assert recognise_paper([], (800, 600)).fields == ()
