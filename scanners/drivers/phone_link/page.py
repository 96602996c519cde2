"""The page a phone sees: plain words and one form; no script, nothing from elsewhere, made for old browsers."""

from __future__ import annotations

from html import escape

from resources.texts import text

_STYLE = "body{font:18px sans-serif;margin:1em;max-width:30em}input{font:18px sans-serif;width:100%;padding:.8em 0}"
_PAGE = (
    '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width,initial-scale=1"><title>{title}</title>'
    "<style>{style}</style></head><body><h1>{title}</h1>{said}"
    '<form method="post" enctype="multipart/form-data"><p>{how}</p>'
    '<input type="file" name="p" accept="image/jpeg,image/png" multiple>'
    '<input type="submit" value="{send}"></form><p>{privacy}</p></body></html>'
)


def page(said: str = "") -> bytes:
    """The page, with what is to be said about the last pictures above the form."""
    return _PAGE.format(
        style=_STYLE,
        title=escape(text("phone_link.title")),
        said=f"<p><b>{escape(said)}</b></p>" if said else "",
        how=escape(text("phone_link.how")),
        send=escape(text("phone_link.send")),
        privacy=escape(text("phone_link.privacy")),
    ).encode()
