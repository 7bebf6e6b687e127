"""Plugins: found by their entry points, tried before they join, guarded while they run, readable when they are gone.

`api.py` is all that is promised to their authors. `manifest`, `finding` and `preflight` run before Django does, and
import nothing of it.
"""
