"""Scanners under Windows, by Windows Image Acquisition (WIA 2.0)."""
