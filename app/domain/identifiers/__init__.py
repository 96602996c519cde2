"""Numbers and codes of the field: parse, check, mask. One module a code; each raises `InputError` with a
distinct cause for a distinct fault, and never puts the number itself into the error.
"""
