"""Draws invented papers of every known kind with their true values, and photographs them badly.

Every picture carries the mark 样本; people, companies, places and numbers do not exist. All of it is decided by a seed.
`python -m tests.papers_generator --measure 2 --seed 1` measures the recogniser on them.
"""
