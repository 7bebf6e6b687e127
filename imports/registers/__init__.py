"""The registers as kinds of import: who keeps which, and which rows are whose (R7.1, R7.2)."""
