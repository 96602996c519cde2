"""Pure functions on pictures: load, find the page, straighten, judge, encode.

A picture is an array of shape (height, width, 3), unsigned 8 bit, **RGB**; a grey picture has shape (height, width).
Importing a module of this package imports OpenCV and numpy: import it where it is first used.
"""
