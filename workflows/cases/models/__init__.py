"""The case and what every flow writes in it."""

from .away import *  # noqa: F403
from .case import *  # noqa: F403
from .findings import *  # noqa: F403
from .journal import *  # noqa: F403
from .lists import *  # noqa: F403
from .offices import *  # noqa: F403
from .pauses import *  # noqa: F403
from .people import *  # noqa: F403
from .register import *  # noqa: F403
from .work import *  # noqa: F403
