"""A stolen machine at its next contact: only the province's own order for this very installation is obeyed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import requests

from app.domain.errors import StoreError
from app.platform.client.gateway import HttpPlatformGateway
from app.platform.client.orders import Installation
from app.sandbox.faults import Fault, FaultKind
from app.sandbox.server import SandboxServer
from app.services.countersign_audit import CountersignAudit
from app.services.line_view import LineFacts, LineView
from app.services.pull_changes import PullChanges
from app.services.sync_outbox import never
from app.services.synchronise import Synchronise
from local_store.folder import DataFolder
from local_store.keys.wiping import FolderKeyWipe
from local_store.store import SqlStore
from tests.conftest import ExpectLog
from tests.fakes.desk import STATION
from tests.fakes.local_store import cheap_credentials
from tests.integration.sync.rig import PROVINCE, QUICK, Window
from tests.unit.local_store.backup_station import add_case, new_station, reopened, restored

OTHER_KEY = "ab" * 32


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    with closing(new_station(tmp_path / "data")) as opened:
        add_case(opened, 1)
        yield opened


@pytest.fixture
def platform(window: Window) -> Iterator[SandboxServer]:
    with window.sandbox() as server:
        yield server


def installation_of(store: SqlStore) -> str:
    with store.unit_of_work() as unit:
        return unit.numbers.installation_id()


def round_of(window: Window, platform: SandboxServer, store: SqlStore, root: Path, key: str | None = None) -> LineFacts:
    """One round of the station in `root`, under the province's key unless another one is given."""
    own = Installation(installation_of(store), platform.signing_key if key is None else key)
    gateway = HttpPlatformGateway(platform.url, STATION.code, PROVINCE, window.clock, timeouts=QUICK, installation=own)
    window.store, window.vault, line = store, store.vault, LineView(store, window.clock)
    pull = PullChanges(store, gateway, window.clock, window.ids, window.terms)
    wipe = FolderKeyWipe(DataFolder(root))
    return Synchronise(window.outbox(gateway), pull, CountersignAudit(store, gateway), line, wipe)(never)


def issue(platform: SandboxServer, installation: str = "") -> dict[str, str]:
    """Report the machine stolen, as an administrator of the platform does."""
    asked = {"station": STATION.code, "installation": installation}
    answer = requests.post(f"{platform.url}/sandbox/wipe", json=asked, timeout=5)
    assert answer.status_code == 200
    order: dict[str, str] = answer.json()
    return order


def keys_in(root: Path) -> list[str]:
    return sorted(path.name for path in root.glob("keys*"))


def test_a_signed_order_destroys_both_key_files_at_the_next_contact(
    window: Window, platform: SandboxServer, store: SqlStore, tmp_path: Path, expect_log: ExpectLog
) -> None:
    expect_log("local_store.keys.wiping", "destroyed by order")
    root = tmp_path / "data"
    assert round_of(window, platform, store, root).reason == ""  # from it the platform knows the installation
    with (root / "keys.json").open("rb") as before:
        issue(platform)
        with pytest.raises(StoreError, match=r"store\.wiped"):
            round_of(window, platform, store, root)
        assert b"wrapped" not in before.read()  # overwritten, not only taken out of its folder
    assert keys_in(root) == []
    store.close()
    with pytest.raises(StoreError, match=r"store\.wiped"):
        reopened(root)
    with pytest.raises(StoreError, match=r"store\.wiped"):
        assert not cheap_credentials(root).initialised()


@pytest.mark.parametrize("key", ["", OTHER_KEY])
def test_an_order_without_the_locked_key_of_the_province_only_stops_sending(
    window: Window, platform: SandboxServer, store: SqlStore, tmp_path: Path, key: str
) -> None:
    issue(platform, installation_of(store))
    facts = round_of(window, platform, store, tmp_path / "data", key)
    assert facts.reason == "sync.station_wiped"
    assert facts.counts.waiting == 2
    assert keys_in(tmp_path / "data") == ["keys.copy.json", "keys.json"]
    store.close()
    reopened(tmp_path / "data").close()


@pytest.mark.parametrize("spoilt", ["station", "installation", "nonce", "issued_at", "signature"])
def test_an_order_that_is_not_exactly_what_the_province_signed_is_not_obeyed(
    window: Window, platform: SandboxServer, store: SqlStore, tmp_path: Path, spoilt: str
) -> None:
    own = installation_of(store)
    order = platform.wipes.issue(STATION.code, own)
    named = {**order, spoilt: "00" * 32}
    platform.wipes.withdraw()
    platform.wipes.put({**named, "station": STATION.code, "installation": own})
    platform.wipes._orders[STATION.code, own] = named  # what goes out over the line
    facts = round_of(window, platform, store, tmp_path / "data")
    assert facts.reason == "sync.station_wiped"
    assert keys_in(tmp_path / "data") == ["keys.copy.json", "keys.json"]


@pytest.mark.parametrize("station, installation", [("990199", ""), (STATION.code, "another-machine")])
def test_an_order_signed_for_another_machine_is_not_obeyed_here(
    window: Window, platform: SandboxServer, store: SqlStore, tmp_path: Path, station: str, installation: str
) -> None:
    """The replay of what the province really signed, for somebody else."""
    own = installation_of(store)
    of_another = platform.wipes.issue(station, installation or own)
    platform.wipes.withdraw()
    platform.wipes._orders[STATION.code, own] = of_another  # what goes out over the line
    facts = round_of(window, platform, store, tmp_path / "data")
    assert facts.reason == "sync.station_wiped"
    assert keys_in(tmp_path / "data") == ["keys.copy.json", "keys.json"]


@pytest.mark.parametrize("kind", [FaultKind.HTML_200, FaultKind.REDIRECT_302, FaultKind.STATION_WIPED])
def test_a_captive_portal_and_a_bare_refusal_wipe_nothing(
    window: Window, platform: SandboxServer, store: SqlStore, tmp_path: Path, kind: FaultKind
) -> None:
    platform.faults.set(Fault(kind, times=20))
    assert round_of(window, platform, store, tmp_path / "data").reason
    assert keys_in(tmp_path / "data") == ["keys.copy.json", "keys.json"]


def test_the_machine_that_took_the_place_of_the_stolen_one_goes_on(
    window: Window, platform: SandboxServer, store: SqlStore, tmp_path: Path, expect_log: ExpectLog
) -> None:
    """Restored from a backup it is another installation of the same station: the order is not for it."""
    expect_log("local_store.keys.wiping", "destroyed by order")
    (tmp_path / "disk").mkdir()
    store.upkeep.back_up(tmp_path / "disk", 3, never)
    issue(platform, installation_of(store))
    restored(tmp_path / "disk", tmp_path / "new")
    with closing(reopened(tmp_path / "new")) as brought:
        assert installation_of(brought) != installation_of(store)
        assert round_of(window, platform, brought, tmp_path / "new").reason == ""
    with pytest.raises(StoreError, match=r"store\.wiped"):
        round_of(window, platform, store, tmp_path / "data")


def test_an_order_reaches_a_machine_that_asks_before_it_sends(
    window: Window, platform: SandboxServer, store: SqlStore, tmp_path: Path, expect_log: ExpectLog
) -> None:
    """A large page that was tried before is asked for with HEAD, whose refusal has no body to say why."""
    expect_log("local_store.keys.wiping", "destroyed by order")
    window.store, window.vault = store, store.vault
    gateway = HttpPlatformGateway(platform.url, STATION.code, PROVINCE, window.clock, timeouts=QUICK)
    window.received.append("case-1")  # whose number is taken
    window.receive(pages=1)
    window.outbox(gateway).drain(limit=2)
    platform.faults.set(Fault(FaultKind.ERROR_500))
    window.outbox(gateway).drain()
    assert platform.faults.pending() == ()
    with store.unit_of_work() as unit:
        unit.outbox.hasten()
        unit.commit()
    issue(platform, installation_of(store))
    with pytest.raises(StoreError, match=r"store\.wiped"):
        round_of(window, platform, store, tmp_path / "data")


def test_the_stand_in_keeps_its_key_and_its_orders(window: Window, tmp_path: Path) -> None:
    with window.sandbox(database=tmp_path / "platform.sqlite") as first:
        key = requests.get(f"{first.url}/sandbox/signing-key", timeout=5).json()["signing_key"]
        order = issue(first, "machine-1")
    with window.sandbox(database=tmp_path / "platform.sqlite") as second:
        assert second.signing_key == key
        assert second.wipes._orders == {(STATION.code, "machine-1"): order}
        requests.delete(f"{second.url}/sandbox/wipe", timeout=5)
        assert second.wipes._orders == {}
