"""Registers of other offices for 比对: deaths, vehicles, businesses, public payroll."""

from pipeline.demo.records import World
from pipeline.demo.sheets import Cell, Delivery, Sheet

HEADERS: tuple[str, ...] = ("姓名", "身份证号", "登记类别", "登记日期", "详情")
YEAR = 2018


def register_files(world: World) -> list[Delivery]:
    """One workbook per kind of register, all delivered with the last year."""
    deliveries = []
    for kind in dict.fromkeys(line.kind for line in world.registers):
        rows: list[list[Cell]] = [
            [line.name, line.id_number, line.kind, line.registered_on, line.detail]
            for line in world.registers
            if line.kind == kind
        ]
        sheet = Sheet("登记信息", [list(HEADERS), *rows], kind="register", accepted=len(rows))
        deliveries.append(Delivery(f"{YEAR}/比对/{kind}登记信息_{YEAR}.xlsx", YEAR, [sheet]))
    return deliveries
