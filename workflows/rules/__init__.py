"""Rules, facts and the check of one by the other. Importing anything here registers the kinds the core has."""

from . import core

__all__ = ["core"]
