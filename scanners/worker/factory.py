"""Drivers travel to a worker process by name: `module:function`, and plain options."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

Options = Mapping[str, str]


def open_factory(factory: str, options: Options) -> object:
    """Import the module of a factory and call its function with the options."""
    module, _, function = factory.partition(":")
    made: object = getattr(import_module(module), function)(options)
    return made
