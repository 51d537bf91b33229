"""Every remedy, in the order of the criteria. One line a room; a remedy is one function there."""

from __future__ import annotations

from aifactory.remedy import documents, tracking
from aifactory.remedy.planning import Remedy

TABLE: tuple[Remedy, ...] = (*documents.TABLE, *tracking.TABLE)
