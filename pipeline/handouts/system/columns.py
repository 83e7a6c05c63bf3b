"""Columns A…AM of the provincial export and its three header rows (docs/method.md#form-b)."""

# (canonical name, header) of the columns A…AM; names in brackets are not columns of the pipeline.
COLUMNS: tuple[tuple[str, str], ...] = (
    ("city_name", "市"),
    ("county_name", "县"),
    ("town_name", "镇"),
    ("village_name", "村"),
    ("household_code", "户码"),
    ("head_name", "户主姓名"),
    ("head_id_number", "身份证"),
    ("(id_type)", "证件类型"),
    ("(ethnicity)", "民族"),
    ("household_type", "户属性"),
    ("registered_count", "年末人口"),
    ("(cause)", "主要致贫原因"),
    ("(unit)", "帮扶单位"),
    ("(cadre)", "帮扶干部"),
    ("stated_year", "年度"),
    ("stated_total_income", "总收入"),
    ("wage_income", "工资性收入"),
    ("business_income", "家庭经营性收入"),
    ("property_income", "财产性收入"),
    ("stated_transfer_income", "转移性收入"),
    ("family_planning_allowance", "计划生育金"),
    ("subsistence_allowance", "低保金"),
    ("destitute_allowance", "五保金"),
    ("pension", "养老金"),
    ("ecological_compensation", "生态林"),
    ("other_transfer_income", "其他转移"),
    ("medical_reimbursement", "医保报销"),
    ("medical_assistance", "医疗救助"),
    ("(reserved)", "备用"),
    ("reward_money", "以奖代补"),
    ("stated_total_expense", "总支出"),
    ("business_cost", "生产经营性支出"),
    ("stated_transfer_paid", "转移性支出"),
    ("income_tax", "个人所得税"),
    ("social_security_contribution", "社会保障支出"),
    ("support_paid", "赡养支出"),
    ("other_transfer_paid", "其他转移性支出"),
    ("stated_disposable_income", "年度家庭可支配收入"),
    ("stated_per_capita", "家庭年人均可支配收入"),
)
FIRST_AMOUNT = 15
TRANSFERS = (20, 29)
OUTLAYS = (33, 36)
VILLAGE_COLUMN = 3


def heading(unit: str) -> tuple[list[list[str | int | float | None]], list[tuple[int, int, int, int]]]:
    """Three header rows: names merged down, amounts under a band with the unit, details under 其中."""
    width = len(COLUMNS)
    rows: list[list[str | int | float | None]] = [[None] * width for _ in range(3)]
    merges = [(0, FIRST_AMOUNT, 0, width - 1)]
    rows[0][FIRST_AMOUNT] = f"年度收支情况（单位：{unit}）"
    for (first, last), title in ((TRANSFERS, "其中：转移性收入明细"), (OUTLAYS, "其中：转移性支出明细")):
        rows[1][first] = title
        merges.append((1, first, 1, last))
    for place, (_, header) in enumerate(COLUMNS):
        if any(first <= place <= last for first, last in (TRANSFERS, OUTLAYS)):
            rows[2][place] = header
            continue
        top = 1 if place >= FIRST_AMOUNT else 0
        rows[top][place] = header
        merges.append((top, place, 2, place))
    return rows, merges
