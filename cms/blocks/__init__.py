"""The blocks a guideline is written in.

`texts`: table, quote, figure, definition, attachment, step. `rules`: one block for each kind of rule, registered, so
that a plugin can bring its own. `examples`: a case in a few facts, with what the rules should find. `document`: the
chapters and paragraphs that hold them, footnotes, and what an edition says of older documents.
"""

from . import kinds  # registers the blocks of the core's kinds of rule
from .document import ChapterBlock, ChapterContentBlock, FootnoteBlock, ParagraphBlock, StandingBlock
from .examples import ExampleBlock, ExamplesBlock
from .rules import RuleBlock, RulesBlock, register_rule_block, rule_blocks
from .texts import (
    PROSE,
    AttachmentBlock,
    DefinitionBlock,
    FigureBlock,
    QuoteBlock,
    StepBlock,
    TableBlock,
)
from .values import fact_choices

__all__ = [
    "PROSE",
    "AttachmentBlock",
    "ChapterBlock",
    "ChapterContentBlock",
    "DefinitionBlock",
    "ExampleBlock",
    "ExamplesBlock",
    "FigureBlock",
    "FootnoteBlock",
    "ParagraphBlock",
    "QuoteBlock",
    "RuleBlock",
    "RulesBlock",
    "StandingBlock",
    "StepBlock",
    "TableBlock",
    "fact_choices",
    "kinds",
    "register_rule_block",
    "rule_blocks",
]
