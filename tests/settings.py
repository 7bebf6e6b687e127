"""The site's settings, as tests run them: nothing here changes what is tested, only where it leaves its files.

Each process gets a folder of its own for database, documents, pages and mail, gone when the run ends, so that the
suite can run beside a demo and beside itself.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ["TESTING"] = "1"
if "TEST_VAR_DIR" not in os.environ:  # processes of xdist inherit the folder of the one that started them
    os.environ["TEST_VAR_DIR"] = tempfile.mkdtemp(prefix="nettverksmidler-test-")
    atexit.register(shutil.rmtree, os.environ["TEST_VAR_DIR"], ignore_errors=True)
os.environ["VAR_DIR"] = str(Path(os.environ["TEST_VAR_DIR"], os.environ.get("PYTEST_XDIST_WORKER", "main")))

from cms.settings import *  # noqa: F403
from cms.settings import DATABASES, ON_POSTGRESQL

# Not waiting for the disk changes no race, and the suite is done sooner.
if ON_POSTGRESQL:
    DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"
else:
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
