"""Encoded pictures as Qt shows them: upright by their EXIF tag, as the page pipeline has them."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImageReader, QPixmap


def decoded_picture(encoded: bytes) -> QPixmap:
    """The picture, null where it cannot be decoded."""
    if not encoded:
        return QPixmap()
    stored = QByteArray(encoded)
    buffer = QBuffer(stored)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    return QPixmap.fromImage(reader.read())
