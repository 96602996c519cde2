"""Drivers and the page reader in processes apart from the window's.

A driver that hangs or crashes costs its own process, which is killed and started again; the window and the reader go
on. One process an open device, one for reading. Pictures travel as bytes over a pipe, never as files.
"""
