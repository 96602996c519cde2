"""Texts, fonts, icons, styles, guides and code tables. Knows no other room."""
