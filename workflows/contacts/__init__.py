"""Whom to ask: each place keeps its own contacts, and confirms every year that they are right (R1.6, R1.9)."""
