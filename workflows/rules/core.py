"""The five kinds of rule that every edition may have."""

from django.utils.translation import gettext_lazy as _

from . import parameters, words
from .kinds import ask, compare, oblige
from .registry import RuleKind, register

COMPARISON = register(
    RuleKind("comparison", _("Comparison"), compare, parameters.check_comparison, words.comparison_in_words)
)
QUESTION = register(
    RuleKind("question", _("Question"), ask, parameters.check_question, words.question_in_words)
)
OBLIGATION = register(
    RuleKind("obligation", _("Obligation"), oblige, parameters.check_obligation, words.obligation_in_words)
)
PARAMETER = register(  # a value that others read; it is never checked by itself
    RuleKind("parameter", _("Figure or deadline"), None, parameters.check_parameter, words.parameter_in_words)
)
SCHEMES = register(  # the set of schemes an edition has
    RuleKind("schemes", _("Set of schemes"), None, parameters.check_schemes, words.schemes_in_words)
)
