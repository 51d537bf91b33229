#!/usr/bin/env python3
"""Ask a service that was just deployed whether it is healthy and ready.

usage: python deploy/smoke.py URL [SECONDS]

Exit code 0 when /health and /ready both answer 200 within the time (60 seconds by default), else 1
with the last reason. SERVICE_TOKEN, where it is set, is sent as a bearer token. Needs nothing but
Python.
"""

from __future__ import annotations

import os
import sys
import time
import urllib.error
import urllib.request

PATHS = ("/health", "/ready")


def reason(url: str) -> str:
    """Why a page is not there yet; "" where it answers 200."""
    token = os.environ.get("SERVICE_TOKEN")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        request = urllib.request.Request(url, headers=headers)  # noqa: S310
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310  # nosec B310
            return "" if answer.status == 200 else f"{url}: {answer.status}"
    except urllib.error.HTTPError as error:
        return f"{url}: {error.code} {error.read(200).decode('utf-8', 'replace')}"
    except (OSError, ValueError) as error:
        return f"{url}: {error}"


def wait(base: str, seconds: float, pause: float = 1.0) -> str:
    """The last reason when the time is over; "" as soon as every page answers."""
    end = time.monotonic() + seconds
    while True:
        missing = next((why for path in PATHS if (why := reason(base.rstrip("/") + path))), "")
        if not missing or time.monotonic() > end:
            return missing
        time.sleep(pause)


def main(argv: list[str]) -> int:
    """Wait for the service at the first argument; a usage error is 2."""
    if not argv or not argv[0].startswith(("http://", "https://")):
        print(__doc__, file=sys.stderr)
        return 2
    missing = wait(argv[0], float(argv[1]) if len(argv) > 1 else 60)
    print(missing or f"{argv[0]} is healthy and ready", file=sys.stderr if missing else sys.stdout)
    return int(bool(missing))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
