"""What `manage.py exchange` can do: one module for each of its acts, which brings `HELP`, `arguments` and `run`.

    def arguments(parser: ArgumentParser) -> None      # what the act takes
    def run(out: Out, options: dict[str, Any]) -> int  # does it, and returns the exit code

What a person must mend is raised as CommandError; exit codes are 0 for done, 1 for an error, 2 for «not as it stands».
"""

from collections.abc import Callable
from importlib import import_module
from types import ModuleType

Out = Callable[[str], object]  # writes one line

# By the word typed: the module. A module is imported when its act is asked for.
ACTS: dict[str, str] = {
    "preview": "imports.commands.preview",
    "apply": "imports.commands.apply",
    "undo": "imports.commands.undo",
    "export": "imports.commands.export",
    "transfer": "imports.commands.transfer",
    "receive": "imports.commands.receive",
}


def act(name: str) -> ModuleType:
    """Return the module of an act; raises KeyError for a word that is none."""
    return import_module(ACTS[name])
