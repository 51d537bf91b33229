"""Every remedy, in the order of the criteria. One line a room; a remedy is one function there."""

from __future__ import annotations

from aifactory.remedy import delivering, documents, presenting, tracking
from aifactory.remedy.planning import Remedy

TABLE: tuple[Remedy, ...] = (
    *presenting.TABLE,
    *delivering.TABLE,
    *documents.TABLE,
    *tracking.TABLE,
)
