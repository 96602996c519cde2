"""View-models need Qt's core, never a screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication

from tests.fakes.runner import InlineTaskRunner, ManualTaskRunner
from tests.fakes.workspace import WindowDesk
from ui.viewmodels.intake_viewmodel import IntakeViewModel


@pytest.fixture(autouse=True)
def _qt_core(qapp: QCoreApplication) -> QCoreApplication:
    return qapp


@pytest.fixture
def desk() -> WindowDesk:
    """The services over an in-memory store."""
    return WindowDesk()


@pytest.fixture
def runner() -> InlineTaskRunner:
    """Everything at once."""
    return InlineTaskRunner()


@pytest.fixture
def manual() -> ManualTaskRunner:
    """Nothing until told."""
    return ManualTaskRunner()


@pytest.fixture
def intake(desk: WindowDesk, runner: InlineTaskRunner) -> Iterator[IntakeViewModel]:
    """The intake screen with an empty draft on the desk."""
    model = IntakeViewModel(desk.workspace, runner)
    model.begin()
    yield model
    model.form._pause.stop()
