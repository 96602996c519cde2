"""What the settings name at the moment, and only that."""

from __future__ import annotations

from scanners.chosen_one import ChosenOne


def test_opened_once_replaced_when_the_setting_changes_and_ended_then() -> None:
    setting, opened, ended = [""], list[str](), list[str]()

    def open_one(name: str) -> str:
        opened.append(name)
        return f"open {name}"

    one = ChosenOne(lambda: setting[0], open_one, ended.append)
    assert one.now() is None
    setting[0] = "a"
    assert [one.now(), one.now()] == ["open a", "open a"]
    setting[0] = "b"
    assert one.now() == "open b"
    assert (opened, ended) == (["a", "b"], ["open a"])

    setting[0] = ""
    assert one.now() is None
    assert ended == ["open a", "open b"]


def test_what_was_closed_is_opened_anew_by_the_next_question() -> None:
    numbers, ended = iter("12"), list[str]()
    one = ChosenOne(lambda: "a", lambda name: name + next(numbers), ended.append)

    one.close()
    assert one.now() == "a1"
    one.close()

    assert one.now() == "a2"
    assert ended == ["a1"]
