"""The core registers itself, the way a stranger would."""
