"""The words for files that are not taken: what is wrong, and what to do about it (C1)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class Unreadable(ValueError):
    """A file that cannot be taken, with a `code` and the reason in words for the one who sent it (C1).

    `where` says which place of the file, where there is one: a sheet, a row.
    """

    def __init__(self, code: str, reason: Words, *, where: str = "") -> None:
        super().__init__(code)
        self.code, self.reason, self.where = code, reason, where

    def __str__(self) -> str:
        return f"{self.reason} ({self.where})" if self.where else str(self.reason)


REASONS: dict[str, Words] = {
    # What it is instead.
    "empty": _("The file is empty."),
    "old_xls": _(
        "The file is in the old Excel format (.xls). Open it in your spreadsheet, save it as an Excel workbook "
        "(.xlsx), and try again."
    ),
    "encrypted": _("The file is protected by a password. Save it without a password, and try again."),
    "program": _("The file is a program and not a spreadsheet. It is not stored."),
    "pdf": _("The file is a PDF. Ask the sender for the spreadsheet that it was made from."),
    "word": _("The file is a text document. Copy the table into a spreadsheet, and save it as .xlsx."),
    "picture": _("The file is a picture and not a spreadsheet."),
    "archive": _("The file is a packed folder. Unpack it, and choose the spreadsheet inside."),
    "ods": _("The file is an OpenDocument spreadsheet (.ods). Save it as .xlsx or .csv, and try again."),
    "other": _("The file is neither a spreadsheet (.xlsx), nor CSV, nor JSON."),
    "markup": _(
        "The file is a web page or XML, although it may be called .xls. Open it in your spreadsheet, save it as an "
        "Excel workbook (.xlsx), and try again."
    ),
    "no_text": _(
        "The file is neither a spreadsheet (.xlsx), nor CSV, nor JSON: it is no text that can be read."
    ),
    "truncated": _(
        "The file is damaged, or only a part of it has come. Open it in your spreadsheet, save it anew, and try again."
    ),
    # What it would do.
    "bomb": _("The file would grow far beyond its size when it is unpacked. It is not stored."),
    "crafted": _("The file is put together in a way that no spreadsheet does. It is not stored."),
    "nested": _("There is another packed file inside the file. Remove what is embedded, and try again."),
    "macros": _("The file has macros. Save it as an Excel workbook without macros (.xlsx), and try again."),
    "entities": _("The file has declarations (DTD) that no spreadsheet writes. It is not stored."),
    "slow": _("The file took too long to read. Split it into several, and try again."),
    "heavy": _("The file takes too much memory to read. Split it into several, and try again."),
    "busy": _("Many files are being read just now. Try again in a few minutes."),
    # How much of it.
    "rows": _("There are more than %(rows)s rows. Split the file into several."),
    "columns": _("There are more than %(columns)s columns."),
    "letters": _("A cell has more letters than a spreadsheet can hold."),
    # Its letters and its table.
    "letters_lost": _(
        "Letters were lost before the file came here: there is a � in it. Save it anew from where it was made."
    ),
    "garbled": _(
        "Letters as æ, ø and å were garbled before the file came here. Save it anew from where it was made, as UTF-8."
    ),
    "no_table": _("There is no table in the file that can be read as CSV."),
    "json": _("The file begins as JSON, but is not valid JSON."),
    "json_shape": _("JSON must be a list of objects, or an object with the list under “rows”."),
    "json_nested": _("A value in JSON is itself an object or a list. Write every value as text or a number."),
    "json_nan": _("JSON has no such number as NaN or Infinity."),
    "json_doubled": _("The same name is there twice in one JSON object."),
    "json_deep": _("The JSON is nested deeper than any table."),
}
