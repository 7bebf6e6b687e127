"""A whole year at all offices, made up and played through the one door: that it holds, and how long it takes."""
