"""The words of the portable SQL subset: what is let through, and why some that come to mind are not."""

# Arithmetic's own: none, one, the 2 of a rounding, the 4 of a quartile, fen in a yuan, yuan in a fen. All else is a parameter.
NUMBERS = frozenset({"0", "1", "2", "4", "100", "0.01"})
# Columns that are ranks: a single digit may be compared with them.
RANKS = frozenset({"weight", "stage", "place", "place_of_kind"})
# What stands before the bracket of a select; () is the outermost.
SELECTS = frozenset({(), ("as",), ("from",), ("join",)})
# Within these a number is a length or a place in a text, or the digits of a type.
LENGTHS = frozenset({("decimal",), ("left",), ("right",), ("substr",), ("split_part",), ("lpad",)})
TYPES = frozenset({"string", "bigint", "int", "integer", "double", "boolean", "date", "decimal"})
INTEGERS = frozenset({"int", "integer", "bigint"})
# Models that compute quotients, and state how they round and what a zero divisor gives.
DIVIDING_MODELS = frozenset(
    {
        "derive_disposable_incomes",
        "derive_stress_tests",
        "derive_verdicts",
        "derive_village_distributions",
        "mart_field_check_rates",
        "mart_fund_progress",
        "mart_near_threshold",
        "mart_team_progress",
        "mart_village_summaries",
        "mart_yearly_changes",
    }
)

# Function → a use of it that gives the same on both engines, over columns k (key), n, x, t, b, d with nulls;
# tests/integration/test_twin_engine.py runs each. Counts and ranks are cast: their widths differ.
FUNCTIONS = {
    "abs": "abs(n)",
    "avg": "avg(cast(n as double)) over (partition by b)",
    "bool_and": "bool_and(b) over (partition by n)",
    "bool_or": "bool_or(b) over (partition by n)",
    "coalesce": "coalesce(n, k)",
    "concat_ws": "concat_ws('-', t, null, cast(k as string))",
    "contains": "contains(t, '户')",
    "count": "count(n) over (partition by b)",
    "cume_dist": "cume_dist() over (order by k)",
    "dense_rank": "cast(dense_rank() over (order by n nulls last) as bigint)",
    "first_value": "first_value(n) over (order by n, k)",
    "greatest": "greatest(n, k, null)",
    "instr": "cast(instr(t, '户') as bigint)",
    "lag": "lag(n) over (order by k)",
    "last_day": "last_day(d)",
    "last_value": "last_value(n) over (order by n, k)",
    "lead": "lead(n, 2, 0) over (order by k)",
    "least": "least(n, k, null)",
    "left": "left(t, 2)",
    "length": "cast(length(t) as bigint)",
    "lower": "lower(t)",
    "lpad": "lpad(t, 2, '0')",
    "make_date": "make_date(cast(k + 2000 as int), 1, 2)",
    "max": "max(t) over (partition by b)",
    "md5": "md5(t)",
    "min": "min(d) over (partition by b)",
    "month": "cast(month(d) as bigint)",
    "nullif": "nullif(t, '')",
    "percent_rank": "percent_rank() over (order by k)",
    "rank": "cast(rank() over (order by n) as bigint)",
    "repeat": "repeat(t, 2)",
    "replace": "replace(t, '户', '')",
    "right": "right(t, 2)",
    "round": "cast(round(x) as bigint)",
    "row_number": "cast(row_number() over (order by n, k) as bigint)",
    "split_part": "split_part(t, '|', 2)",
    "sqrt": "sqrt(abs(x))",
    "substr": "substr(t, 2, 2)",
    "substring": "substring(t, 2)",
    "sum": "cast(sum(n) over (partition by b) as bigint)",
    "translate": "translate(t, '０１户', '01')",
    "upper": "upper(t)",
    "year": "cast(year(d) as bigint)",
}
ORDERED = frozenset(
    {
        "cume_dist",
        "dense_rank",
        "first_value",
        "lag",
        "last_value",
        "lead",
        "percent_rank",
        "rank",
        "row_number",
    }
)

# Silent differences [ran], and what to write instead.
REASONS = {
    "any_value": "takes any row: use min or max",
    "arg_max": "skips nulls: use row_number over a total order",
    "arg_min": "skips nulls: use row_number over a total order",
    "array_agg": "lists are composed in Python, from flags",
    "concat": "DuckDB skips nulls, Spark returns null: use ||",
    "first": "takes any row: use row_number over a total order",
    "group_concat": "lists are composed in Python, from flags",
    "list": "lists are composed in Python, from flags",
    "list_agg": "lists are composed in Python, from flags",
    "log": "to base 10 in DuckDB, natural in Spark",
    "max_by": "skips nulls: use row_number over a total order",
    "min_by": "skips nulls: use row_number over a total order",
    "quantile_cont": "interpolate between rows by row_number",
    "regexp_replace": "DuckDB replaces the first match, Spark all",
    "sign": "an integer in DuckDB, a double in Spark: use case",
    "strftime": "dates are written in Python",
    "string_agg": "lists are composed in Python, from flags",
    "strptime": "dates are parsed in Python, into raw_dates",
    "trim": "DuckDB also trims full-width spaces: use replace",
    "unnest": "tables stay wide",
}
SIGNS = {
    "ASOF": "asof join",
    "ARROW": "lambda",
    "BLOCK_START": "templating",
    "CARET": "^ is power in DuckDB, xor in Spark",
    "DCOLON": "write cast(… as …)",
    "DSTAR": "** is not known to Spark",
    "IDENTIFIER": "quoted: Spark reads it as text",
    "ILIKE": "compare lower(…)",
    "LATERAL": "join a common table expression",
    "L_BRACE": "templating, or a struct",
    "L_BRACKET": "a list, or an index",
    "NATURAL": "name the columns of the join",
    "PARAMETER": "templating: parameters come from raw_parameters",
    "PIVOT": "tables stay wide: use case",
    "PLACEHOLDER": "templating: parameters come from raw_parameters",
    "QUALIFY": "filter on row_number in an outer select",
    "SIMILAR_TO": "use like",
    "TABLE_SAMPLE": "a sample differs from run to run",
    "TILDE": "use like",
    "UNPIVOT": "tables stay wide: use union all",
}
PAIRS = {
    ("distinct", "on"): "use row_number over a total order",
    ("using", "sample"): "a sample differs from run to run",
    ("*", "exclude"): "name the columns",
    ("*", "except"): "name the columns",
    ("*", "replace"): "name the columns",
    ("*", "rename"): "name the columns",
    ("create", "macro"): "the text of a macro differs between engines",
    ("positional", "join"): "join on keys",
    ("by", "name"): "union all by position",
}
NO_FUNCTIONS = frozenset(
    {"all", "and", "any", "as", "between", "by", "case", "cast", "decimal", "distinct", "else", "end",
     "except", "exists", "filter", "from", "group", "having", "in", "intersect", "is", "join", "like",
     "not", "on", "or", "order", "over", "partition", "select", "then", "try_cast", "union", "using",
     "values", "when", "where", "with"}
)  # fmt: skip
