"""Applications from a file: each row goes the way of one that came by e-mail or on paper (R7.1, R8.16)."""
