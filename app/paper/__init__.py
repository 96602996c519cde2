"""Everything printed, as PDF bytes: what each paper says and how it is laid out.

Only `renderer` is light; the layout modules import reportlab and are loaded by the first rendering.
"""
