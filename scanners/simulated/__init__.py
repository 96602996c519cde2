"""Shipped stand-ins for devices, scriptable down to their faults."""
