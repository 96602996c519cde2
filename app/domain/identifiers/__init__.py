"""Numbers and codes of the field: parse, check, mask. One module a code.

Each check raises `InputError` with a distinct cause for a distinct fault and never puts the number itself
into the error. `document.check_document` is the one door for identity documents of every kind.
"""
