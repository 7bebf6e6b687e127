"""Blocks of public pages that plugins bring: what an editor fills in, and how it is shown to everybody alike."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.safestring import SafeString

from workflows.registry import Registry


@dataclass(frozen=True)
class PageBlock:
    """One block: `make` returns the Wagtail block that editors fill in, `render` what its value looks like.

    Public pages are kept in the cache: what is shown may depend on the value and on what is public, never on who reads.
    """

    code: str
    make: Callable[[], Any]
    render: Callable[[Any], SafeString]


_blocks: Registry[PageBlock] = Registry(
    "The page block",
    lambda block, guard: replace(
        block, render=guard("render", block.render, lambda value: SafeString(""), of=lambda value: None)
    ),
)


def register(block: PageBlock) -> PageBlock:
    """Let editors put one more block on pages; refuses a second of the same code."""
    return _blocks.add(block.code, block)


def page_blocks() -> dict[str, PageBlock]:
    """Return the blocks by their codes."""
    return dict(_blocks)
