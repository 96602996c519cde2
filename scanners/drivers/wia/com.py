"""The seam to COM: `wiaaut.dll` through comtypes. Imported under Windows only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from scanners.drivers.wia.automation import PropertyId, WiaDevice, WiaDeviceInfo, WiaFault, WiaItem

_LIST_SUBTYPE = 2  # WiaSubType.ListSubType
Result = TypeVar("Result")


class ComDeviceManager:
    """`WIA.DeviceManager`. One thread: the apartment of the thread that made it."""

    def __init__(self) -> None:
        """Raises `WiaFault` where Windows has no image acquisition."""
        from comtypes.client import CreateObject

        self._manager: Any = _called(lambda: CreateObject("WIA.DeviceManager"))

    def devices(self) -> tuple[WiaDeviceInfo, ...]:
        """See `WiaDeviceManager.devices`."""
        return _called(lambda: tuple(_ComDeviceInfo(info) for info in _all_of(self._manager.DeviceInfos)))


class _ComProperties:
    def __init__(self, properties: Any) -> None:
        self._properties = properties

    def get(self, number: PropertyId) -> object | None:
        found = self._found(number)
        value: object | None = None if found is None else _called(lambda: found.Value)
        return value

    def set(self, number: PropertyId, value: int) -> bool:
        found = self._found(number)
        if found is None:
            return False
        try:
            _called(lambda: setattr(found, "Value", int(value)))
        except WiaFault:
            return False  # a value the device does not take: it keeps its own, and says which
        return True

    def choices(self, number: PropertyId) -> tuple[int, ...]:
        found = self._found(number)
        if found is None or _called(lambda: found.SubType) != _LIST_SUBTYPE:
            return ()
        return _called(lambda: tuple(int(one) for one in _all_of(found.SubTypeValues)))

    def _found(self, number: PropertyId) -> Any:
        name = str(int(number))
        if not _called(lambda: self._properties.Exists(name)):
            return None
        return _called(lambda: self._properties.Item(name))


class _ComItem:
    def __init__(self, item: Any) -> None:
        self._item = item

    @property
    def properties(self) -> _ComProperties:
        return _ComProperties(self._item.Properties)

    def transfer(self, format_id: str) -> bytes:
        return _called(lambda: bytes(self._item.Transfer(format_id).FileData.BinaryData))


class _ComDevice:
    def __init__(self, device: Any) -> None:
        self._device = device

    @property
    def properties(self) -> _ComProperties:
        return _ComProperties(self._device.Properties)

    def first_item(self) -> WiaItem:
        return _ComItem(_called(lambda: self._device.Items.Item(1)))


class _ComDeviceInfo:
    def __init__(self, info: Any) -> None:
        self._info = info

    @property
    def device_id(self) -> str:
        return str(self._info.DeviceID)

    @property
    def name(self) -> str:
        return str(_ComProperties(self._info.Properties).get(PropertyId.DEVICE_NAME) or self.device_id)

    @property
    def kind(self) -> int:
        return int(self._info.Type)

    def connect(self) -> WiaDevice:
        return _ComDevice(_called(self._info.Connect))


def _all_of(collection: Any) -> list[Any]:
    return [collection.Item(at) for at in range(1, collection.Count + 1)]


def _called(call: Callable[[], Result]) -> Result:
    """Call COM; its errors become `WiaFault`."""
    from comtypes import COMError

    try:
        return call()
    except COMError as error:
        raise WiaFault(error.hresult) from error
    except OSError as error:  # comtypes raises it where a class is not registered
        raise WiaFault(getattr(error, "winerror", None) or 0x80040154) from error
