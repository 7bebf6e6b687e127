"""Why a document is not imported."""


class ImportRefused(Exception):
    """The document cannot be imported: the reason is in the user's language, and nothing was stored."""
