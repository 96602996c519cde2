"""The one place that imports OpenCV.

The wheel sets two Qt variables for its own Qt 5 while it is imported; they would send our Qt 6 windows, and every
child process, to the wrong plug-ins and fonts, so they are taken out again at once. Threads are bounded: reading a
page shares the machine with the window.
"""

from __future__ import annotations

import os

import cv2

__all__ = ["cv2"]

for _variable in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
    os.environ.pop(_variable, None)

cv2.setNumThreads(min(2, os.cpu_count() or 1))
