"""What a draft would have made of the cases there are: its rules run on stored fact sheets, and nothing is written.

Only rules that are not alike in both editions are tried, since like rules make the same of the same facts. A stored
finding is found anew by its own edition's rules; `manage.py verify` holds that against what was found then.
"""

from .figures import Figure
from .outcomes import Difference, Judged
from .running import Rehearsal, Tried, rehearsed_cases

__all__ = ["Difference", "Figure", "Judged", "Rehearsal", "Tried", "rehearsed_cases"]
