"""All that is promised to authors of plugins; whatever stands elsewhere can change from one day to the next.

Each name is described in docs/plugins/, and a test fails for one that is not. `API` in `manifest.py` is its version.
"""

from workflows.base import CaseFlow, ConfirmForm, Finish, Step, Work, after, register_flow
from workflows.cases.happened import Happened, Listener, listen
from workflows.cases.models import Capacity, Case
from workflows.cases.panels import CasePanel
from workflows.cases.panels import register as register_case_part
from workflows.cases.vetoes import Veto
from workflows.cases.vetoes import register as register_veto
from workflows.directory.models import Role, User
from workflows.errors import NotAllowed, Refused
from workflows.notices import Channel, Told
from workflows.notices import register as register_channel
from workflows.rules.facts import AMOUNT, APPLICATION, AWARD, COUNT, NETWORK, PERCENT, YES_NO, fact
from workflows.rules.kinds import MET, UNCHECKED, UNKNOWN, UNMET, Facts, Finding, RuleSpec
from workflows.rules.registry import RuleKind
from workflows.rules.registry import register as register_rule_kind
from workflows.scanning import Scanner, ScannerDown
from workflows.scanning import register as register_scanner
from workflows.schemes.fields import FieldType, Shown
from workflows.schemes.fields import common as field_texts
from workflows.schemes.fields import register as register_field_type
from workflows.schemes.letter_texts import LetterField
from workflows.schemes.letter_texts import register as register_letter_field
from workflows.ui.exporting import Exporter
from workflows.ui.exporting import register as register_exporter
from workflows.ui.forms import AmountField

from .loading import PluginConfig
from .manifest import API, Setting
from .page_blocks import PageBlock
from .page_blocks import register as register_page_block
from .reading import answers, declare_impartial, municipality_codes, recommend, to_decision
from .standing import settings_of

__all__ = [
    "AMOUNT",
    "API",
    "APPLICATION",
    "AWARD",
    "COUNT",
    "MET",
    "NETWORK",
    "PERCENT",
    "UNCHECKED",
    "UNKNOWN",
    "UNMET",
    "YES_NO",
    "AmountField",
    "Capacity",
    "Case",
    "CaseFlow",
    "CasePanel",
    "Channel",
    "ConfirmForm",
    "Exporter",
    "Facts",
    "FieldType",
    "Finding",
    "Finish",
    "Happened",
    "LetterField",
    "Listener",
    "NotAllowed",
    "PageBlock",
    "PluginConfig",
    "Refused",
    "Role",
    "RuleKind",
    "RuleSpec",
    "Scanner",
    "ScannerDown",
    "Setting",
    "Shown",
    "Step",
    "Told",
    "User",
    "Veto",
    "Work",
    "after",
    "answers",
    "declare_impartial",
    "fact",
    "field_texts",
    "listen",
    "municipality_codes",
    "recommend",
    "register_case_part",
    "register_channel",
    "register_exporter",
    "register_field_type",
    "register_flow",
    "register_letter_field",
    "register_page_block",
    "register_rule_kind",
    "register_scanner",
    "register_veto",
    "settings_of",
    "to_decision",
]
