"""Repositories over one connection of one unit of work. They never commit."""
