"""Who and where: people, offices, regions, municipalities, services, environments and networks."""

from .absences import *  # noqa: F403
from .approvals import *  # noqa: F403
from .contacts import *  # noqa: F403
from .cooperation import *  # noqa: F403
from .invited import *  # noqa: F403
from .joining import *  # noqa: F403
from .networks import *  # noqa: F403
from .notices import *  # noqa: F403
from .people import *  # noqa: F403
from .places import *  # noqa: F403
from .reminders import *  # noqa: F403
from .trial import *  # noqa: F403
