"""Sizes, as people write them: 100MB, 1.5 GB, or a number of bytes."""

from __future__ import annotations

import re

UNITS = {"": 1, "B": 1}
UNITS |= {f"{unit}B": 1000**power for power, unit in enumerate("KMGT", 1)}
UNITS |= {f"{unit}IB": 1024**power for power, unit in enumerate("KMGT", 1)}
WRITTEN = re.compile(r"(\d{1,15}(?:\.\d{1,15})?)\s*([A-Za-z]*)", re.ASCII)


def bytes_of(text: str) -> int:
    """Parse a size and return its bytes; ValueError if it is not one.

    KB, MB, GB and TB are powers of 1000, KiB and so on powers of 1024 (IEC 80000-13).

    >>> bytes_of("100MB"), bytes_of("1.5 GiB"), bytes_of("4096")
    (100000000, 1610612736, 4096)
    """
    match = WRITTEN.fullmatch(text.strip())
    unit = UNITS.get(match[2].upper()) if match else None
    if match is None or unit is None or not (count := int(float(match[1]) * unit)):
        raise ValueError("a size, such as 100MB")
    return count


def size(count: int) -> str:
    """Return a number of bytes in a unit that people can read.

    >>> size(100_000_000), size(1_234_567), size(999)
    ('100 MB', '1.2 MB', '999 bytes')
    """
    for power, unit in ((4, "TB"), (3, "GB"), (2, "MB"), (1, "KB")):
        if count >= 1000**power:
            return f"{count / 1000**power:.1f}".removesuffix(".0") + f" {unit}"
    return f"{count:,} byte{'' if count == 1 else 's'}"
