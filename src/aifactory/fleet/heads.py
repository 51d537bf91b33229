"""The commits at HEAD of many repositories, asked side by side: threads wait for servers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from aifactory.fleet.queue import Limits
from aifactory.snapshot.clone import is_url
from aifactory.snapshot.heads import head_of

THREADS = 16
TICK = 0.2  # seconds between two looks at what requests are left


def ask(
    addresses: Mapping[int, str], limits: Limits, tell: Callable[[int], None]
) -> dict[int, str]:
    """The commit at HEAD by number; "" or nothing where it cannot be told, or time is over.

    `tell` hears how many are left.
    """
    found = {number: head_of(one) for number, one in addresses.items() if near(one)}
    far = iter([(number, one) for number, one in addresses.items() if not near(one)])
    left = len(addresses) - len(found)
    asked: dict[Future[str], int] = {}
    with ThreadPoolExecutor(THREADS) as pool:
        try:
            more = True
            while more or asked:
                more = _begin(far, asked, pool, limits)
                tell(left)
                if not asked:
                    time.sleep(TICK if more else 0)
                    continue
                for future in wait(asked, TICK, FIRST_COMPLETED).done:
                    found[asked.pop(future)] = future.result()
                    left -= 1
        finally:
            pool.shutdown(cancel_futures=True)
    return found


def _begin(
    far: Iterator[tuple[int, str]],
    asked: dict[Future[str], int],
    pool: ThreadPoolExecutor,
    limits: Limits,
) -> bool:
    """Ask as many as threads and requests allow; False once nothing is left to ask."""
    while len(asked) < THREADS:
        if limits.over:
            return False
        if not limits.free():
            return True
        number, address = next(far, (0, ""))
        if not address:
            return False
        limits.count(1)
        asked[pool.submit(head_of, address)] = number
    return True


def near(address: str) -> bool:
    """Whether a repository is on this machine, and looked at rather than asked."""
    return not is_url(address) or address.startswith("file:///")
