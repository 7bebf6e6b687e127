"""Distributing a pot: a call's applications side by side, alternatives, a proposal, and decisions in one go (R4.1)."""
