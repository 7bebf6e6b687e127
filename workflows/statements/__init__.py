"""Statements from Bufetat's regions and knowledge environments, asked for while a case is assessed (R3.6, R3.7)."""
