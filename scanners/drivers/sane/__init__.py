"""Scanners under Linux, through SANE's own `scanimage` program run as a child process."""
