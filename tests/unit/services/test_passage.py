"""Who wants to be alone waits for those inside, and keeps the others out."""

from __future__ import annotations

import threading

from app.services.passage import Passage

PATIENCE = 10.0


def test_nobody_is_inside_while_one_is_alone() -> None:
    passage, inside, go_on = Passage(), threading.Event(), threading.Event()
    done: list[str] = []

    def work() -> None:
        with passage.passing():
            inside.set()
            go_on.wait(PATIENCE)
            with passage.passing():  # a page put inside a unit of work must not wait for who waits for it
                done.append("work")

    def take_over() -> None:
        with passage.alone():
            done.append("alone")

    worker, other = threading.Thread(target=work), threading.Thread(target=take_over)
    worker.start()
    assert inside.wait(PATIENCE)
    other.start()
    assert done == []
    go_on.set()
    for thread in (worker, other):
        thread.join(PATIENCE)
    assert done == ["work", "alone"]


def test_who_comes_while_one_is_alone_waits_and_the_one_alone_passes() -> None:
    passage, done = Passage(), list[str]()

    def work() -> None:
        with passage.passing():
            done.append("work")

    worker = threading.Thread(target=work)
    with passage.alone():
        worker.start()
        with passage.passing():
            done.append("alone")
        worker.join(0.05)
        assert done == ["alone"]
    worker.join(PATIENCE)
    assert done == ["alone", "work"]
