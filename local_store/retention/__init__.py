"""Letting go what is past its time."""
