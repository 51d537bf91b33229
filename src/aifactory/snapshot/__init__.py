"""A repository at one commit, read without executing anything of it."""

from __future__ import annotations

from aifactory.snapshot.open import Snapshot, open_snapshot

__all__ = ["Snapshot", "open_snapshot"]
