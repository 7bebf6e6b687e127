"""Every model of the casework, gathered for Django; each lives in the folder of its concern."""

from .allocation.models import *  # noqa: F403
from .anchoring.models import *  # noqa: F403
from .appeal.models import *  # noqa: F403
from .application.models import *  # noqa: F403
from .assessment.models import *  # noqa: F403
from .audit.models import *  # noqa: F403
from .bufetat.models import *  # noqa: F403
from .cases.models import *  # noqa: F403
from .change.models import *  # noqa: F403
from .clock import ClockShift  # noqa: F401
from .directory.models import *  # noqa: F403
from .drafting.models import *  # noqa: F403
from .funds.models import *  # noqa: F403
from .grant.models import *  # noqa: F403
from .mine.models import *  # noqa: F403
from .outbox import OutboxMessage  # noqa: F401
from .overview.models import *  # noqa: F403
from .plugins.models import *  # noqa: F403
from .report.models import *  # noqa: F403
from .schemes.models import *  # noqa: F403
from .statements.models import *  # noqa: F403
from .trying.models import *  # noqa: F403
