"""Drawn sets on which finding, judging and reading of pages are measured: `python -m tests.page_sets NAME`."""
