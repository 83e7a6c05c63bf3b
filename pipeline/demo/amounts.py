"""How teams write an amount: number, blank, 万元, or text as people type it."""

from pipeline.demo.sheets import Cell

FULL_WIDTH = str.maketrans("0123456789.,", "０１２３４５６７８９．，")


def yuan_number(fen: int) -> Cell:
    """Yuan as a number; whole yuan as a whole number."""
    return fen // 100 if fen % 100 == 0 else fen / 100


def yuan_or_blank(fen: int) -> Cell:
    """Yuan as a number, and nothing where there is nothing."""
    return yuan_number(fen) if fen else None


def ten_thousands(fen: int) -> Cell:
    """万元 with up to six decimals: exact to the fen."""
    return fen / 1_000_000


def written(fen: int) -> Cell:
    """Amounts as people type them: thousands separators, full-width digits, 元, a dash for nothing."""
    if fen == 0:
        return "—"
    plain = f"{fen // 100}" if fen % 100 == 0 else f"{fen / 100:.2f}"
    form = fen // 100 % 5
    if form == 0:
        return f"{fen // 100:,}" if fen % 100 == 0 else f"{fen / 100:,.2f}"
    if form == 1:
        return plain.translate(FULL_WIDTH)
    if form == 2:
        return plain + "元"
    return f" {plain} " if form == 3 else yuan_number(fen)
