"""Serves the stand-in platform on this machine, for the demo, the tests and `tongban sandbox`."""

from __future__ import annotations

import asyncio
import socket
import threading
from types import TracebackType

import uvicorn

from app.domain.errors import SettingsError
from app.sandbox.application import Sandbox, SandboxSettings, create_sandbox
from app.sandbox.fault_layer import ReachableProtocol
from app.sandbox.faults import FaultSwitch
from app.sandbox.ledger import Ledger
from app.sandbox.licences import LicenceBook
from app.sandbox.wipe_orders import WipeOrders

_HOST = "127.0.0.1"
_START_SECONDS = 10.0


class SandboxServer:
    """A platform at `url`, in a thread of its own: `with SandboxServer() as sandbox: ...`.

    `port` 0 takes a free one. The port is bound at once; `start` returns when the platform answers.
    Raises SettingsError `settings.port_taken`.
    """

    def __init__(self, settings: SandboxSettings | None = None, *, port: int = 0) -> None:
        self._sandbox: Sandbox = create_sandbox(settings or SandboxSettings())
        try:
            self._socket = _bound(port)
        except SettingsError:
            self.ledger.close()
            raise
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://{_HOST}:{self.port}"
        self._server = _Server(_config(self._sandbox))
        self._thread = threading.Thread(target=self._serve, name="sandbox", daemon=True)

    @property
    def ledger(self) -> Ledger:
        """What the platform knows."""
        return self._sandbox.ledger

    @property
    def faults(self) -> FaultSwitch:
        """What spoils its answers."""
        return self._sandbox.faults

    @property
    def signing_key(self) -> str:
        """The province's public key, hex."""
        return self._sandbox.seal.public_key

    @property
    def wipes(self) -> WipeOrders:
        """Its orders to stolen machines."""
        return self._sandbox.wipes

    @property
    def licences(self) -> LicenceBook:
        """Its register of electronic licences."""
        return self._sandbox.licences

    def start(self) -> SandboxServer:
        """Serve; returns when requests are answered. Raises TimeoutError if that never comes."""
        self._thread.start()
        if not self._server.ready.wait(_START_SECONDS):
            raise TimeoutError("the sandbox did not start")
        return self

    def stop(self) -> None:
        """Finish what is being answered and close everything."""
        if self._thread.ident is not None:
            self._server.end()
            self._thread.join()
        self._socket.close()
        self.ledger.close()

    def __enter__(self) -> SandboxServer:
        """Start."""
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        self.stop()

    def _serve(self) -> None:
        self._server.run(sockets=[self._socket])


class _Server(uvicorn.Server):
    """Says when it is ready and ends when told, where the original looks at the clock ten times a second."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()
        self._ended = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def main_loop(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.ready.set()
        await self._ended.wait()

    def end(self) -> None:
        """Make `main_loop` return; callable from any thread."""
        self.should_exit = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._ended.set)


def _config(sandbox: Sandbox) -> uvicorn.Config:
    return uvicorn.Config(
        sandbox.application,
        http=ReachableProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        date_header=False,
        timeout_graceful_shutdown=1,
    )


def _bound(port: int) -> socket.socket:
    # The protocol spelled out: asyncio sets TCP_NODELAY only then, and each answer would wait 40 ms without it.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((_HOST, port))
    except OSError:
        listening.close()
        raise SettingsError("port_taken", port=port) from None
    listening.listen(128)
    return listening
