"""The workstation's side of one worker process: start, ask, give up on, start again."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import NoReturn

from app.domain.errors import Cancelled, DeviceError
from app.ports.document_source import never_cancelled
from scanners.worker.child import serve
from scanners.worker.memory import resident_bytes
from scanners.worker.messages import Bug, Call, Cancel, Done, Failed, Item, Message, Next, Ready

logger = logging.getLogger(__name__)

_LOOK_EVERY_S = 0.05
_END_S = 5.0


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds without any word from the worker after which it has hung: at its start, in a call, after a cancel."""

    start_s: float = 30.0
    answer_s: float = 120.0
    cancel_s: float = 10.0


class WorkerProcess:
    """One driver in a process of its own.

    It is started by the first call and again after it crashed, hung or was closed. One call at a time: a second
    one waits, or is refused with `device.busy` where it says so.
    """

    def __init__(self, factory: str, options: Mapping[str, str], patience: Patience | None = None) -> None:
        """`factory` is `module:function`, as in `scanners.registry`."""
        self._factory = factory
        self._options = dict(options)
        self._patience = patience or Patience()
        self._lock = threading.Lock()
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None
        self._number = 0

    @property
    def process_id(self) -> int | None:
        """The running worker, None when there is none."""
        return self._process.pid if self._process is not None and self._process.is_alive() else None

    def warm(self) -> None:
        """Start the worker before it is needed."""
        with self._lock:
            self._ensure_running()

    def call(self, method: str, *arguments: object, wait: bool = True, **named: object) -> object:
        """Call a method of the driver. Raises what it raises; `device.driver_crashed`, `device.driver_hung`."""
        with self._turn(wait=wait):
            number = self._ask(method, arguments, named)
            answer = self._answer(number)
            if isinstance(answer, Item):
                raise TypeError(f"{method} gives a stream")
            return answer.value

    def stream(
        self,
        method: str,
        *arguments: object,
        cancelled: Callable[[], bool] | None = None,
        wait: bool = True,
        most_memory: int | None = None,
        **named: object,
    ) -> Iterator[object]:
        """Iterate what a method of the driver gives.

        The driver goes on to its next value only when the caller asks for it. With `cancelled` the driver can be
        stopped; leaving the iteration early stops it too. A worker that holds more than `most_memory` bytes is killed
        (Linux; elsewhere nobody looks). Raises as `call` does, `device.driver_too_large`, and `Cancelled`.
        """
        with self._turn(wait=wait):
            number = self._ask(method, arguments, named, streams=True, hears_cancel=cancelled is not None)
            while isinstance(answer := self._answer(number, cancelled or never_cancelled, most_memory), Item):
                try:
                    yield answer.value
                except GeneratorExit:
                    self._abandon(number)
                    raise
                self._send(Next(number))

    def close(self) -> None:
        """End the worker; a later call starts a new one."""
        with self._lock:
            self._end()

    @contextmanager
    def _turn(self, *, wait: bool) -> Iterator[None]:
        if not self._lock.acquire(blocking=wait):
            raise DeviceError("busy")
        try:
            yield
        finally:
            self._lock.release()

    def _ask(
        self,
        method: str,
        arguments: tuple[object, ...],
        named: Mapping[str, object],
        *,
        streams: bool = False,
        hears_cancel: bool = False,
    ) -> int:
        self._ensure_running()
        self._number += 1
        self._send(Call(self._number, method, arguments, named, streams, hears_cancel))
        return self._number

    def _answer(
        self, number: int, cancelled: Callable[[], bool] = never_cancelled, most_memory: int | None = None
    ) -> Item | Done:
        """Wait for the next answer to this call; a worker that says nothing for too long is killed."""
        deadline = time.monotonic() + self._patience.answer_s
        told = False
        while True:
            answer = self._received()
            if isinstance(answer, Failed | Bug) and answer.number == number:
                self._raise(answer)
            if isinstance(answer, Item | Done) and answer.number == number and not (told and isinstance(answer, Item)):
                return answer
            if not told and cancelled():
                told = True
                deadline = time.monotonic() + self._patience.cancel_s
                self._send(Cancel(number))
            if most_memory is not None:
                self._check_memory(most_memory)
            if time.monotonic() > deadline:
                self._kill()
                logger.warning("worker %s hung and was killed", self._factory)
                raise Cancelled("scan") if told else DeviceError("driver_hung")

    def _check_memory(self, most: int) -> None:
        pid = self.process_id
        if pid is not None and resident_bytes(pid) > most:
            self._kill()
            logger.warning("worker %s took too much memory and was killed", self._factory)
            raise DeviceError("driver_too_large")

    def _abandon(self, number: int) -> None:
        """Stop a stream that nobody wants any more, so that the next call finds the driver idle."""
        try:
            while isinstance(self._answer(number, _at_once), Item):
                pass
        except (Cancelled, DeviceError):
            return  # that is what stopping looks like; a dead worker is started again by the next call

    def _raise(self, answer: Failed | Bug) -> NoReturn:
        if isinstance(answer, Failed):
            raise answer.error()
        logger.error("worker %s failed:\n%s", self._factory, answer.trace)
        self._kill()
        raise DeviceError("driver_crashed")

    def _received(self) -> Message | None:
        """The next message, None when none came in a short while."""
        if self._connection is None:
            raise DeviceError("driver_crashed")
        try:
            if not self._connection.poll(_LOOK_EVERY_S):
                return None
            message: Message = self._connection.recv()
        except (EOFError, OSError):
            self._crashed()
        return message

    def _send(self, message: Call | Next | Cancel) -> None:
        if self._connection is None:
            raise DeviceError("driver_crashed")
        try:
            self._connection.send(message)
        except OSError:
            self._crashed()

    def _crashed(self) -> NoReturn:
        self._kill()
        logger.warning("worker %s ended by itself", self._factory)
        raise DeviceError("driver_crashed")

    def _ensure_running(self) -> None:
        if self.process_id is not None:
            return
        self._end()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs, self._factory, self._options), daemon=True)
        process.start()
        theirs.close()  # else the end of the worker would never be seen on our end
        self._process, self._connection = process, ours
        weakref.finalize(self, ours.close)  # at exit too: the worker then ends what it started
        deadline = time.monotonic() + self._patience.start_s
        while not isinstance(answer := self._received(), Ready):
            if isinstance(answer, Failed | Bug):
                self._end()
                self._raise(answer)
            if time.monotonic() > deadline:
                self._kill()
                raise DeviceError("driver_hung")

    def _end(self) -> None:
        """Close the pipe, upon which the worker ends itself and all it started; make sure that it did."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._process is not None:
            self._process.join(_END_S)
            self._kill()

    def _kill(self) -> None:
        """End the worker's whole group, programs it has started included."""
        process, self._process = self._process, None
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if process is None or process.pid is None:
            return
        if process.is_alive():
            if hasattr(os, "killpg") and os.getpgid(process.pid) == process.pid:
                os.killpg(process.pid, signal.SIGKILL)
            process.kill()
        process.join()
        process.close()


def _at_once() -> bool:
    return True
