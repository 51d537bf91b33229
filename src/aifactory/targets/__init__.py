"""Which deployment target suits the people, the data and the money that are there."""

from aifactory.targets.advising import advise
from aifactory.targets.loading import load, shipped
from aifactory.targets.needs import INPUTS, Needs, read
from aifactory.targets.table import Table

__all__ = ["INPUTS", "Needs", "Table", "advise", "load", "read", "shipped"]
