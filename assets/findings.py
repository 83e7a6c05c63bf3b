"""The rule book as assets: each topic's rules fill one table of findings, and are its checks."""

import dagster as dg

from assets.models import model_asset
from expectations.rule_sql import topic_sql
from expectations.rules import TOPICS, findings_table


def finding_assets() -> list[dg.AssetsDefinition]:
    """An asset for each topic of the rule book."""
    return [model_asset(findings_table(topic), topic_sql(topic)) for topic in TOPICS]
