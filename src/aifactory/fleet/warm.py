"""Imported by the server that processes are forked from: what each of them would prepare anew."""

from __future__ import annotations

from aifactory.facts.pipelines.capabilities import load_rules
from aifactory.facts.words import load_words
from aifactory.fleet import task

load_rules()
load_words()

__all__ = ["task"]
