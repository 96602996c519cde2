"""The worker's side: opens one driver and serves calls until the workstation goes away.

The process leads a process group of its own. When the pipe closes - the workstation ended, or was killed - it takes
its whole group along at once, programs it has started included, even in the middle of a scan.
"""

from __future__ import annotations

import os
import queue
import signal
import threading
import traceback
from collections.abc import Iterator, Mapping
from functools import partial
from multiprocessing.connection import Connection
from typing import NoReturn

from app.domain.errors import Cancelled, TongbanError
from scanners.worker.factory import open_factory
from scanners.worker.memory import give_back_large_blocks_at_once
from scanners.worker.messages import Bug, Call, Cancel, Done, Failed, Item, Ready

OPENING = 0  # the number of the answer to being started


def serve(connection: Connection, factory: str, options: Mapping[str, str]) -> None:
    """Run the worker; the target of the process."""
    if hasattr(os, "setsid"):
        os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is the workstation's to answer
    signal.signal(signal.SIGTERM, lambda _number, _frame: _end_with_everything_started())
    give_back_large_blocks_at_once()
    worker = _Worker(connection)
    threading.Thread(target=worker.listen, daemon=True).start()
    try:
        driver = open_factory(factory, options)
    except TongbanError as error:
        connection.send(Failed.of(OPENING, error))
        return
    connection.send(Ready())
    worker.work(driver)


class _Worker:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._calls: queue.Queue[Call] = queue.Queue()
        self._go_on = threading.Semaphore(0)
        self._cancelled = threading.Event()
        self._number = OPENING

    def listen(self) -> None:
        """Take messages in while the driver works, so that a cancellation and the end are heard at once."""
        while True:
            self._listen_once()

    def work(self, driver: object) -> None:
        """Answer calls one after the other, for ever; in between nothing of the last one is kept in memory."""
        while True:
            self._work_once(driver)

    def _listen_once(self) -> None:
        try:
            message = self._connection.recv()
        except (EOFError, OSError):
            _end_with_everything_started()
        if isinstance(message, Call):
            self._calls.put(message)
        elif message.number == self._number:
            if isinstance(message, Cancel):
                self._cancelled.set()
            self._go_on.release()

    def _work_once(self, driver: object) -> None:
        call = self._calls.get()
        self._cancelled.clear()
        self._go_on = threading.Semaphore(0)
        self._number = call.number
        self._connection.send(self._answer(driver, call))

    def _answer(self, driver: object, call: Call) -> Done | Failed | Bug:
        try:
            method = getattr(driver, call.method)
            if call.hears_cancel:
                method = partial(method, cancelled=self._cancelled.is_set)
            if call.streams:
                self._stream(method(*call.arguments, **call.named), call.number)
                return Done(call.number)
            return Done(call.number, method(*call.arguments, **call.named))
        except TongbanError as error:
            return Failed.of(call.number, error)
        except Exception:  # noqa: BLE001 - the boundary of the process: the other side logs the trace and says so
            return Bug(call.number, traceback.format_exc())

    def _stream(self, items: Iterator[object], number: int) -> None:
        for value in items:
            self._connection.send(Item(number, value))
            self._go_on.acquire()
            if self._cancelled.is_set():
                raise Cancelled("scan")


def _end_with_everything_started() -> NoReturn:
    if hasattr(os, "killpg"):
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)
