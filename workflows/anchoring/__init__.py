"""Anchoring: the participants of a network stand behind an application, also without an account (R2.5, R3.4)."""
