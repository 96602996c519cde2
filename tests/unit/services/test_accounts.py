"""Accounts: who may do what to whom, what it leaves in the audit log, and what a power cut between the steps leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.domain.audit import AuditAction
from app.domain.clerk import Clerk, Role, Session
from app.domain.errors import StoreError, TongbanError
from app.domain.system_fault import SystemFault
from app.ports.store import CaseQuery, NewAccount, Store
from app.services.manage_accounts import ManageAccounts
from app.services.sign_in import SignIn
from app.services.workspace import Workspace
from tests.fakes.desk import STATION
from tests.fakes.workspace import PASSWORD, WindowDesk

NEW = NewAccount("Li", "李样本", "0020", Role.CLERK)
OWN = "eigenes Wort 7"


@pytest.fixture
def desk() -> WindowDesk:
    """An admin, wang, is signed in."""
    return WindowDesk(Role.ADMIN)


@pytest.fixture
def manage(desk: WindowDesk) -> ManageAccounts:
    return desk.workspace.manage_accounts


def door(desk: WindowDesk) -> SignIn:
    def build(session: Session, store: Store, warnings: tuple[TongbanError, ...]) -> Workspace:
        return replace(desk.workspace, session=session)

    return SignIn(desk.credentials, desk.keyring, desk.settings, desk.clock, desk.ids, build)


def added(desk: WindowDesk, role: Role = Role.CLERK, login: str = "li") -> Clerk:
    """Another account whose owner has changed the one-time password to `OWN`."""
    made = desk.workspace.manage_accounts.add(desk.session, NewAccount(login, "李样本", "0020", role))
    return door(desk).renew(login, made.password, OWN).session.clerk


def audit(desk: WindowDesk) -> list[tuple[str, str, str, str]]:
    with desk.store.unit_of_work() as unit:
        return [(one.action.value, one.clerk_id, one.subject, one.detail) for one in reversed(unit.audit.entries())]


def stored(desk: WindowDesk, login: str) -> Clerk:
    with desk.store.unit_of_work() as unit:
        found = unit.clerks.by_login(login)
    assert found is not None
    return found


def refused(work: Callable[[], object]) -> str:
    with pytest.raises(TongbanError) as caught:
        work()
    return caught.value.code


def test_a_new_account_begins_with_a_password_that_must_be_changed(desk: WindowDesk, manage: ManageAccounts) -> None:
    made = manage.add(desk.session, NEW)

    assert len(made.password) == 14
    assert made.password not in repr(made)
    assert refused(lambda: door(desk)("li", made.password)) == "access.one_time_password"
    assert [(one.clerk.login, one.one_time) for one in manage.all(desk.session)] == [("li", True), ("wang", False)]

    assert door(desk).renew("LI ", made.password, OWN).session.clerk == made.clerk
    assert door(desk)("li", OWN).session.clerk == made.clerk
    assert [(one.clerk.login, one.one_time) for one in manage.all(desk.session)] == [("li", False), ("wang", False)]
    own = made.clerk.id
    assert audit(desk)[-4:] == [
        ("account_changed", desk.session.clerk.id, own, "added clerk"),
        ("password_changed", own, own, ""),
        ("sign_in", own, own, ""),
        ("sign_in", own, own, ""),
    ]


def test_two_one_time_passwords_are_never_the_same(desk: WindowDesk, manage: ManageAccounts) -> None:
    made = [manage.add(desk.session, replace(NEW, login=f"li{number}")).password for number in range(20)]
    assert len(set(made)) == 20


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ("kurz", "input.password_short"),
        ("nurkleine", "input.password_kinds"),
        ("li.sample1", "input.password_is_login"),
        ("einmal", ""),
    ],
)
def test_a_new_password_keeps_the_rules_of_the_settings(desk: WindowDesk, new: str, code: str) -> None:
    desk.settings.own.update({"password.kinds": "2"})
    made = desk.workspace.manage_accounts.add(desk.session, replace(NEW, login="li.sample1"))
    code, new = (code, new) if code else ("input.password_same", made.password)

    assert refused(lambda: door(desk).renew("li.sample1", made.password, new)) == code

    door(desk).renew("li.sample1", made.password, OWN)


def test_the_first_account_keeps_the_rules_too(desk: WindowDesk) -> None:
    desk.credentials._passwords.clear()
    account = NewAccount("li", "李样本", "0020", Role.ADMIN, "kurz")
    with pytest.raises(TongbanError) as caught:
        door(desk).set_up(account, {})
    assert (caught.value.code, caught.value.field) == ("input.password_short", "account.password")


def test_a_clerk_changes_the_own_password(desk: WindowDesk, manage: ManageAccounts) -> None:
    assert refused(lambda: manage.change_password(desk.session, "guess", OWN)) == "input.old_password"
    assert refused(lambda: manage.change_password(desk.session, PASSWORD, PASSWORD)) == "input.password_same"

    manage.change_password(desk.session, PASSWORD, OWN)

    assert refused(lambda: door(desk)("wang", PASSWORD)) == "access.wrong_password"
    door(desk)("wang", OWN)
    me = desk.session.clerk.id
    assert ("password_changed", me, me, "") in audit(desk)


def test_a_reset_ends_the_old_password_at_once(desk: WindowDesk, manage: ManageAccounts) -> None:
    clerk = added(desk)

    made = manage.reset(desk.session, clerk.id)

    assert refused(lambda: door(desk)("li", OWN)) == "access.wrong_password"
    door(desk).renew("li", made.password, OWN)
    assert ("account_changed", desk.session.clerk.id, clerk.id, "one-time password") in audit(desk)
    assert refused(lambda: manage.reset(desk.session, desk.session.clerk.id)) == "access.own_password"


def test_a_disabled_account_is_out_until_it_is_enabled_with_a_new_password(
    desk: WindowDesk, manage: ManageAccounts
) -> None:
    clerk = added(desk)

    manage.disable(desk.session, clerk.id)

    assert not stored(desk, "li").active
    assert refused(lambda: door(desk)("li", OWN)) == "access.unknown_login"
    assert refused(lambda: desk.workspace.screen_lock.unlock(Session(clerk, STATION), OWN)) == "access.unknown_login"
    assert refused(lambda: manage.reset(desk.session, clerk.id)) == "access.disabled"

    made = manage.enable(desk.session, clerk.id)

    assert refused(lambda: manage.enable(desk.session, clerk.id)) == "access.not_disabled"
    assert refused(lambda: door(desk)("li", OWN)) == "access.wrong_password"
    assert door(desk).renew("li", made.password, OWN).session.clerk == clerk
    told = [
        (who, detail) for action, who, subject, detail in audit(desk) if subject == clerk.id and "account" in action
    ]
    assert told == [(desk.session.clerk.id, what) for what in ("added clerk", "disabled", "enabled")]


def test_the_last_admin_stays(desk: WindowDesk, manage: ManageAccounts) -> None:
    me = desk.session.clerk.id
    clerk = added(desk)
    assert refused(lambda: manage.disable(desk.session, me)) == "access.last_admin"
    assert refused(lambda: manage.change_role(desk.session, me, Role.CLERK)) == "access.last_admin"

    manage.change_role(desk.session, clerk.id, Role.ADMIN)
    other = Session(stored(desk, "li"), STATION)
    assert refused(lambda: manage.disable(desk.session, me)) == "access.own_account"
    manage.disable(other, me)
    assert refused(lambda: manage.disable(other, clerk.id)) == "access.last_admin"


def test_a_session_is_no_stronger_than_its_account_is_now(desk: WindowDesk, manage: ManageAccounts) -> None:
    clerk = added(desk, Role.ADMIN)
    other = Session(clerk, STATION)
    manage.change_role(desk.session, clerk.id, Role.SUPERVISOR)

    assert refused(lambda: manage.disable(other, desk.session.clerk.id)) == "access.role"
    assert ("account_changed", desk.session.clerk.id, clerk.id, "role supervisor") in audit(desk)


@pytest.mark.parametrize("role", [Role.CLERK, Role.SUPERVISOR])
def test_only_an_admin_changes_accounts(role: Role) -> None:
    desk = WindowDesk(role)
    manage, me = desk.workspace.manage_accounts, desk.session.clerk.id
    acts: tuple[Callable[[], object], ...] = (
        lambda: manage.add(desk.session, NEW),
        lambda: manage.reset(desk.session, me),
        lambda: manage.disable(desk.session, me),
        lambda: manage.enable(desk.session, me),
        lambda: manage.change_role(desk.session, me, Role.ADMIN),
    )
    assert {refused(act) for act in acts} == {"access.role"}


def test_a_key_that_a_power_cut_left_is_of_no_use_and_goes(
    desk: WindowDesk, manage: ManageAccounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = added(desk)
    with monkeypatch.context() as cut:
        cut.setattr(desk.credentials, "remove", _power_cut)
        assert refused(lambda: manage.disable(desk.session, clerk.id)) == "store.io"
    desk.credentials.verify("li", OWN)

    door(desk)("wang", PASSWORD)

    assert refused(lambda: desk.credentials.verify("li", OWN)) == "access.unknown_login"


def test_who_was_disabled_is_told_so_where_the_key_is_still_there(
    desk: WindowDesk, manage: ManageAccounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = added(desk)
    with monkeypatch.context() as cut:
        cut.setattr(desk.credentials, "remove", _power_cut)
        assert refused(lambda: manage.disable(desk.session, clerk.id)) == "store.io"
    assert refused(lambda: door(desk)("li", OWN)) == "access.disabled"
    assert refused(lambda: door(desk)("li", OWN)) == "access.unknown_login"


def test_each_clerk_sees_the_own_drafts_only(desk: WindowDesk) -> None:
    clerk, boss = Session(added(desk), STATION), Session(added(desk, Role.SUPERVISOR, "zhao"), STATION)
    mine = desk.draft()
    desk.receive(desk.session, received := desk.ready())
    find, query = desk.list_cases.find, CaseQuery()

    assert {row.summary.id for row in find(clerk, query)} == {received}
    assert {row.summary.id for row in find(boss, query)} == {received, mine}
    assert {row.summary.id for row in find(desk.session, query)} == {received, mine}
    for other in (clerk, boss):
        assert refused(lambda who=other: desk.open_case.resume(who, mine)) == "access.draft_of_another"  # type: ignore[misc]
        assert refused(lambda who=other: desk.list_cases.detail(who, mine)) == "access.draft_of_another"  # type: ignore[misc]
    assert desk.open_case.resume(clerk, received).case.id == received


def test_leaving_parks_the_draft_on_the_desk(desk: WindowDesk) -> None:
    draft = desk.draft()
    assert desk.open_case.latest_draft(desk.session) == draft

    desk.open_case.park(desk.session)

    assert desk.open_case.latest_draft(desk.session) is None
    assert [one.id for one in desk.open_case.parked(desk.session)] == [draft]


def test_an_empty_draft_is_used_again(desk: WindowDesk) -> None:
    empty = desk.open_case.start(desk.session).case.id
    desk.open_case.park(desk.session)
    assert desk.open_case.latest_draft(desk.session) == empty


def test_signing_out_is_in_the_log(desk: WindowDesk) -> None:
    lock, me = desk.workspace.screen_lock, desk.session.clerk.id
    lock.sign_out(desk.session)
    lock.sign_out(desk.session, locked=True)
    assert audit(desk)[-2:] == [
        (AuditAction.SIGN_OUT.value, me, me, ""),
        (AuditAction.SIGN_OUT.value, me, me, "locked"),
    ]


def _power_cut(_login: str) -> None:
    raise StoreError("io", system=SystemFault.BROKEN)
