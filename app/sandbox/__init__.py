"""A stand-in provincial platform for the demo and the tests: the whole contract over real HTTP.

It also plays the handling place (by script, by a small web page, by `/sandbox/decide`) and can be told to fail
(`/sandbox/faults`). It listens on this machine only and is no model for guarding a real platform.
"""
