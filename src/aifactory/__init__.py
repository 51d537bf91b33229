"""Audit and generate DevSecOps software factories for AI projects."""

from aifactory._version import __version__ as __version__

TYPE_CHECKING = False  # importing typing would cost a tenth of the start-up
if TYPE_CHECKING:
    from aifactory.api import audit, collect, score

__all__ = ["__version__", "audit", "collect", "score"]


def __getattr__(name: str) -> object:
    """The public functions, loaded when they are first asked for."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from aifactory import api

    globals().update({one: getattr(api, one) for one in api.__all__})
    return globals()[name]


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
