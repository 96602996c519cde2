"""Fault suites: long runs that kill, cut and spoil, and count what was lost. `python -m tests.faults SUITE`."""
