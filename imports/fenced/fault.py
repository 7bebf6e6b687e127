"""Why a file is refused, as a code that `imports/guard.py` has the words for."""


class Fault(Exception):
    """A file that is not taken; `where` is the sheet or row, where there is one."""

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(code)
        self.code, self.where = code, where
