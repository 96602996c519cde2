"""The machine-readable zone among a page's lines."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.page_text import TextLine
from scanners.reading.papers.machine_readable import read_zone
from scanners.reading.papers.writing import written_lines
from tests.papers_generator.facts import td3

UPPER, LOWER = td3("ZHANG", "MINGYAN", "EK1039050", date(2002, 10, 6), "男", date(2030, 11, 26), "CHN")


def lines(*texts: str) -> list[TextLine]:
    return [
        TextLine(
            text, 0.95, ((40.0, 60.0 * row), (1440.0, 60.0 * row), (1440.0, 60.0 * row + 40), (40.0, 60.0 * row + 40))
        )
        for row, text in enumerate(texts)
    ]


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        (UPPER, LOWER),
        (UPPER.replace("PO", "P0", 1), LOWER[:9] + LOWER[9:].replace("0", "O")),
        (UPPER[:-5], LOWER),  # a long run of fillers comes short
        (UPPER + "<<", LOWER.replace("<<<<", "<<<", 1)),
        (UPPER.replace("<<", "《《", 1), LOWER),
        (UPPER.lower(), LOWER[:20] + " " + LOWER[20:]),
    ],
)
def test_the_usual_misreadings_are_settled(upper: str, lower: str) -> None:
    found = read_zone(written_lines(lines("护照", upper, lower)))

    assert found is not None
    assert {
        name: found.part(name) for name in ("number", "name", "birth_date", "sex", "valid_until", "nationality")
    } == {
        "number": ("EK1039050", True),
        "name": ("ZHANG MINGYAN", None),
        "birth_date": ("2002-10-06", True),
        "sex": ("male", None),
        "valid_until": ("2030-11-26", True),
        "nationality": ("CHN", None),
    }


def test_a_number_whose_check_digit_leaves_two_answers_is_not_proved() -> None:
    # Each O for a 0 adds 24 times its weight: three of them here keep the check digit as it was.
    found = read_zone(written_lines(lines(UPPER, LOWER.replace("0", "O"))))

    assert found is not None
    assert found.part("number") == ("EK1039050", None)
    assert found.part("birth_date") == ("2002-10-06", True)


@pytest.mark.parametrize("position", [2, 9, 14, 22, 27, 43])
def test_a_wrong_digit_gives_no_zone(position: int) -> None:
    wrong = LOWER[:position] + str((int(LOWER[position]) + 3) % 10) + LOWER[position + 1 :]

    assert read_zone(written_lines(lines(UPPER, wrong))) is None


def test_three_lines_of_a_card_are_read() -> None:
    # ICAO Doc 9303 part 5, the specimen of its appendix.
    card = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")

    found = read_zone(written_lines(lines(*card)))

    assert found is not None
    assert found.part("number") == ("D23145890", True)
    assert found.part("name") == ("ERIKSSON ANNA MARIA", None)


def test_lines_of_other_writing_are_no_zone() -> None:
    assert read_zone(written_lines(lines("PEOPLESREPUBLICOFCHINAPASSPORT", UPPER))) is None
