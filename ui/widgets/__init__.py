"""Reusable controls that know no case."""
