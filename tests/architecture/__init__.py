"""Checks of the house: each is a function over a folder, and each is shown to fail on a planted violation."""
