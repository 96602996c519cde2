"""Signing in and setting up."""

from __future__ import annotations

import pytest

from app.domain.clerk import Clerk, Role, Session
from app.domain.errors import StoreError, TongbanError
from app.ports.store import Store
from app.services.sign_in import SignIn
from app.services.workspace import Workspace
from tests.fakes.runner import InlineTaskRunner, ManualTaskRunner
from tests.fakes.store import InMemoryCredentials
from tests.fakes.workspace import PASSWORD, WindowDesk
from ui.viewmodels.sign_in_viewmodel import SignInViewModel

ACCOUNT = {
    "login": "li",
    "name": "李样本",
    "staff_number": "0013",
    "password": PASSWORD,
    "password_again": PASSWORD,
}


class CountingDoor(SignIn):
    """Counts how often it was asked to get ready."""

    warmed: list[bool] = []  # noqa: RUF012 - emptied by the test that counts

    def warm_up(self) -> None:
        self.warmed.append(True)


def door(desk: WindowDesk, credentials: InMemoryCredentials | None = None) -> CountingDoor:
    def build(session: Session, store: Store, warnings: tuple[TongbanError, ...]) -> Workspace:
        return desk.workspace

    return CountingDoor(credentials or desk.credentials, desk.keyring, desk.settings, desk.clock, desk.ids, build)


@pytest.fixture
def model(desk: WindowDesk, runner: InlineTaskRunner) -> SignInViewModel:
    return SignInViewModel(door(desk), runner)


def test_getting_ready_runs_beside_the_screen(desk: WindowDesk, manual: ManualTaskRunner) -> None:
    CountingDoor.warmed.clear()
    SignInViewModel(door(desk), manual).warm_up()
    assert CountingDoor.warmed == []

    manual.step("store")

    assert CountingDoor.warmed == [True]


def test_getting_ready_finds_that_nobody_can_sign_in(desk: WindowDesk, runner: InlineTaskRunner) -> None:
    class RottenDoor(CountingDoor):
        def warm_up(self) -> None:
            raise StoreError("keys_damaged")

    model = SignInViewModel(
        RottenDoor(desk.credentials, desk.keyring, desk.settings, desk.clock, desk.ids, lambda *_: desk.workspace),
        runner,
    )
    told: list[StoreError] = []
    banners: list[object] = []
    model.closed.connect(told.append)
    model.failed.connect(banners.append)

    model.warm_up()

    assert [error.code for error in told] == ["store.keys_damaged"]
    assert banners == []


def test_the_right_password_opens_the_workspace(desk: WindowDesk, model: SignInViewModel) -> None:
    opened: list[object] = []
    model.signed_in.connect(opened.append)

    model.sign_in("wang", PASSWORD)

    assert opened == [desk.workspace]


@pytest.mark.parametrize(
    ("login", "password", "code", "field"),
    [
        ("", "x", "input.required", "sign_in.login"),
        ("wang", "", "input.required", "sign_in.password"),
        ("wang", "wrong", "access.wrong_password", None),
    ],
)
def test_what_is_wrong_is_told(model: SignInViewModel, login: str, password: str, code: str, field: str | None) -> None:
    told: list[TongbanError] = []
    model.failed.connect(told.append)

    model.sign_in(login, password)

    assert [(error.code, error.field) for error in told] == [(code, field)]


def test_a_second_press_while_the_first_is_checked_does_nothing(desk: WindowDesk, manual: ManualTaskRunner) -> None:
    model = SignInViewModel(door(desk), manual)
    model.sign_in("wang", PASSWORD)
    model.sign_in("wang", PASSWORD)

    assert len(manual.pending) == 1
    assert model.waiting == "sign_in"


def test_the_first_run_makes_an_admin_and_the_station(desk: WindowDesk, runner: InlineTaskRunner) -> None:
    fresh = InMemoryCredentials(desk.store)
    model = SignInViewModel(door(desk, fresh), runner)
    assert model.first_run
    opened: list[object] = []
    model.signed_in.connect(opened.append)

    model.set_up(ACCOUNT, {"station.hall_name": "样本中心", "station.window_name": "3号窗口"})

    assert opened == [desk.workspace]
    assert desk.settings.own["station.hall_name"] == "样本中心"
    with desk.store.unit_of_work() as unit:
        made: Clerk | None = unit.clerks.by_login("li")
    assert made is not None
    assert made.role is Role.ADMIN


def test_two_different_passwords_are_not_taken(desk: WindowDesk, runner: InlineTaskRunner) -> None:
    model = SignInViewModel(door(desk, InMemoryCredentials(desk.store)), runner)
    told: list[TongbanError] = []
    model.failed.connect(told.append)

    model.set_up({**ACCOUNT, "password_again": "other"}, {})

    assert [(error.code, error.field) for error in told] == [("input.passwords_differ", "account.password_again")]
    assert model.first_run
