"""The whole installation as one file, and back from it into an empty one (B13)."""
