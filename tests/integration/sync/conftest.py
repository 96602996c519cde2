"""A window and a platform for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.platform.client.gateway import HttpPlatformGateway
from app.sandbox.server import SandboxServer
from tests.integration.sync.rig import Window


@pytest.fixture
def window() -> Window:
    return Window()


@pytest.fixture
def sandbox(window: Window) -> Iterator[SandboxServer]:
    with window.sandbox() as server:
        yield server


@pytest.fixture
def gateway(window: Window, sandbox: SandboxServer) -> HttpPlatformGateway:
    return window.gateway(sandbox.url)
