"""Known papers: which paper a page is and what its fields say.

Kinds are data (`resources/papers`); docs/known-papers.md says how one is added.
"""
