"""
Castagnoli's checksum, which RFC 3720 appendix B.4 has for iSCSI. The standard library has
only the other one, Ethernet's.
"""

from __future__ import annotations

POLYNOMIAL = 0x82F63B78  # reflected
ALL_ONES = 0xFFFFFFFF


def tableOf(polynomial: int) -> list[int]:
    """
    Work out what each byte adds to the checksum.
    """
    table = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (polynomial if value & 1 else 0)
        table.append(value)
    return table


TABLE = tableOf(POLYNOMIAL)


def crc32c(data: bytes) -> int:
    """
    Work out the checksum of some bytes, 32 bits.
    """
    sum_ = ALL_ONES
    for byte in data:
        sum_ = sum_ >> 8 ^ TABLE[(sum_ ^ byte) & 0xFF]
    return sum_ ^ ALL_ONES
