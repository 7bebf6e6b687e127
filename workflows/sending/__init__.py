"""A case to another installation of the casework, and one that came from there: sent, taken back, gone on with (R7.3).

What is read of a package, and how a case is made of it, lies in `imports.transfer`.
"""
