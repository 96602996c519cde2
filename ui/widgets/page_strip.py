"""Thumbnails of pages with a quality badge each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Property, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import (
    QListView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.widgets.decoded_picture import decoded_picture
from ui.widgets.marks import MARK_ICONS
from ui.widgets.tinted_icon import icon_pixmap

_ID = Qt.ItemDataRole.UserRole
_THUMB = Qt.ItemDataRole.UserRole + 1
_TONE = Qt.ItemDataRole.UserRole + 2
_WORDS = Qt.ItemDataRole.UserRole + 3


@dataclass(frozen=True, slots=True)
class Thumb:
    """One page in the strip. `tone` is green, amber, red or muted (not looked at yet); `words` say why."""

    id: str
    name: str
    tone: str
    words: str


class PageStrip(QListWidget):
    """Pages one below the other; Up and Down walk, with Alt they carry the page along, Delete asks to take it off.

    Signals:
        chosen(str): the page with this id is the current one now.
        removal_asked(str): Delete was pressed on this page.
        shift_asked(str, int): this page is to go up (-1) or down (1).
    """

    chosen = Signal(str)
    removal_asked = Signal(str)
    shift_asked = Signal(str, int)

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        """`words` is its accessible name."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self._colours = {tone: QColor("#808080") for tone in ("green", "amber", "red", "muted")}
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setItemDelegate(_ThumbDelegate(self))
        self.currentItemChanged.connect(self._changed)

    def show_pages(self, thumbs: tuple[Thumb, ...]) -> None:
        """Show these pages in order; pictures already there stay, the current page stays."""
        pictures = {self.item(at).data(_ID): self.item(at).data(_THUMB) for at in range(self.count())}
        current = self.current_page()
        self.blockSignals(True)
        self.clear()
        for thumb in thumbs:
            item = QListWidgetItem(f"{thumb.name} {thumb.words}")
            item.setData(_ID, thumb.id)
            item.setData(_THUMB, pictures.get(thumb.id))
            item.setData(_TONE, thumb.tone)
            item.setData(_WORDS, (thumb.name, thumb.words))
            item.setToolTip(f"{thumb.name} {thumb.words}")
            self.addItem(item)
        self.blockSignals(False)
        self.choose(current if any(thumb.id == current for thumb in thumbs) else thumbs[-1].id if thumbs else "")

    def set_picture(self, page_id: str, encoded: bytes) -> None:
        """Give a page its picture (an encoded image); it is kept small."""
        pixmap = decoded_picture(encoded)
        if pixmap.isNull():
            return
        small = pixmap.scaled(
            QSize(160, 200), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        for at in range(self.count()):
            if self.item(at).data(_ID) == page_id:
                self.item(at).setData(_THUMB, small)
        self.scheduleDelayedItemsLayout()

    def current_page(self) -> str:
        """Id of the current page, empty when there is none."""
        item = self.currentItem()
        return str(item.data(_ID)) if item else ""

    def choose(self, page_id: str) -> None:
        """Make a page the current one."""
        for at in range(self.count()):
            if self.item(at).data(_ID) == page_id:
                self.setCurrentRow(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Delete asks for the removal of the current page, Alt with an arrow for another place."""
        if event.key() == Qt.Key.Key_Delete and self.current_page():
            self.removal_asked.emit(self.current_page())
            return
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if by is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier and self.current_page():
            self.shift_asked.emit(self.current_page(), by)
            return
        super().keyPressEvent(event)

    def colour(self, tone: str) -> QColor:
        """Colour of a tone as the style sheet set it."""
        return self._colours[tone]

    def _changed(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(str(item.data(_ID)))

    def _colour_property(tone: str) -> Property:  # type: ignore[misc]  # noqa: N805 - makes a Qt property, is no method
        return Property(
            QColor, lambda self: self._colours[tone], lambda self, colour: self._colours.__setitem__(tone, colour)
        )

    goodColour = _colour_property("green")  # noqa: N815 - spelled as in the style sheet
    fairColour = _colour_property("amber")  # noqa: N815
    badColour = _colour_property("red")  # noqa: N815
    plainColour = _colour_property("muted")  # noqa: N815


class _ThumbDelegate(QStyledItemDelegate):
    """Draws picture and badge."""

    def __init__(self, strip: PageStrip) -> None:
        super().__init__(strip)
        self._strip = strip

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        """As wide as the strip, as high as its picture and two lines of words; a lying page leaves no gap."""
        width = self._strip.viewport().width()
        room, picture = QSize(width - 12, round((width - 20) * 1.1)), index.data(_THUMB)
        if isinstance(picture, QPixmap):
            room.setHeight(picture.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio).height())
        return QSize(width, room.height() + 2 * self._strip.fontMetrics().height() + 18)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Selection frame, picture, number and verdict."""
        own: Any = QStyleOptionViewItem(option)  # the type stubs leave its members out
        self.initStyleOption(own, index)
        own.text = ""
        style = self._strip.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, own, painter, self._strip)
        area = own.rect.adjusted(6, 6, -6, -6)
        line = self._strip.fontMetrics().height() + 2
        picture = index.data(_THUMB)
        inside = QRect(area.left(), area.top(), area.width(), area.height() - 2 * line)
        if isinstance(picture, QPixmap):
            size = picture.size().scaled(inside.size(), Qt.AspectRatioMode.KeepAspectRatio)
            spot = QRect(inside.center().x() - size.width() // 2, inside.top(), size.width(), size.height())
            painter.drawPixmap(spot, picture)
        name, words = index.data(_WORDS)
        tone = index.data(_TONE)
        painter.save()
        top = area.bottom() - 2 * line + 2
        painter.setPen(self._strip.palette().color(QPalette.ColorRole.Text))
        name = self._strip.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(QRect(area.left(), top, area.width(), line), Qt.AlignmentFlag.AlignCenter, name)
        self._badge(painter, QRect(area.left(), top + line, area.width(), line), (tone, words))
        painter.restore()

    def _badge(self, painter: QPainter, area: QRect, badge: tuple[str, str]) -> None:
        tone, words = badge
        colour = self._strip.colour(tone)
        metrics = self._strip.fontMetrics()
        side = metrics.height() - 4
        words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, area.width() - side - 4)
        width = side + 3 + metrics.horizontalAdvance(words)
        left = area.center().x() - width // 2
        ratio = self._strip.devicePixelRatioF()
        pixmap = icon_pixmap(MARK_ICONS[tone] or "waiting", colour.name(), side, ratio)
        painter.drawPixmap(left, area.top() + (area.height() - side) // 2, pixmap)
        painter.setPen(colour)
        spot = QRect(left + side + 3, area.top(), area.width(), area.height())
        painter.drawText(spot, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
