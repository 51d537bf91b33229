"""Policies: what each check is worth, as data that anyone may re-weigh or extend."""

from aifactory.policy.faults import SCHEMA
from aifactory.policy.loading import load, shipped_checks
from aifactory.policy.places import available, data_path
from aifactory.policy.types import Check, Criterion, Level, Localized, Policy
from aifactory.policy.waivers import WAIVER_FILE, Waiver, read_waivers

__all__ = [
    "SCHEMA",
    "WAIVER_FILE",
    "Check",
    "Criterion",
    "Level",
    "Localized",
    "Policy",
    "Waiver",
    "available",
    "data_path",
    "load",
    "read_waivers",
    "shipped_checks",
]
