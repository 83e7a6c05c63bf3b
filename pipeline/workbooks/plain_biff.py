"""Records of an .xls stream that the fast reader misreads, rewritten in place into those that it reads."""

import struct

_BOF, _CODE_PAGE, _BOUND_SHEET = 0x809, 0x42, 0x85
_BIFF8, _UTF_16 = 0x600, 1200
_FORMULA, _OLD_FORMULAS = 0x06, (0x206, 0x406)


def plain_records(stream: bytes) -> bytes:
    """The stream with formula records 0x0206 and 0x0406 (Apple Numbers writes them) as 0x0006, whose layout is the
    same up to the cached value, and with code page 1200, which BIFF8 has whatever its record says (jxl writes 1252).

    As long as before. A stream that is cut comes back as far as it could be read: the scan tells the damage.
    """
    found = bytearray(stream)
    is_modern = len(stream) >= 6 and struct.unpack_from("<H", stream, 4)[0] == _BIFF8
    place = 0
    while place + 4 <= len(found):
        kind, size = struct.unpack_from("<HH", found, place)
        if kind in _OLD_FORMULAS and is_modern:
            struct.pack_into("<H", found, place, _FORMULA)
        elif kind == _CODE_PAGE and is_modern and size == 2 and place + 6 <= len(found):
            struct.pack_into("<H", found, place + 4, _UTF_16)
        place += 4 + size
    return bytes(found)
