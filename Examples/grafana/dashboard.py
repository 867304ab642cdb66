#!/usr/bin/env python3
"""Makes dashboard.json, over the metrics of `eco-calc --metrics` and of the gateway.

dashboard.py                       writes dashboard.json
dashboard.py --check ECO-CALC      fails where it is out of date, asks for a series that eco-calc
                                   does not print, or has a query that Prometheus' promtool refuses
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from grafana_foundation_sdk.builders import bargauge, dashboard, prometheus, stat, timeseries
from grafana_foundation_sdk.builders.common import ReduceDataOptions, VizLegendOptions
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.common import LegendDisplayMode, LegendPlacement, VizOrientation
from grafana_foundation_sdk.models.dashboard import DataSourceRef, VariableRefresh

HERE = Path(__file__).resolve().parent
PATH = HERE / "dashboard.json"
LOG = HERE.parent / "usage.csv"
SOURCE = DataSourceRef(type_val="prometheus", uid="${source}")
CHOSEN = '{model=~"$model",region=~"$region"}'


def increase(name: str, by: str = "", labels: str = CHOSEN) -> str:
    """What a counter grew by in the time that is shown."""
    return f"sum{by}(increase({name}{labels}[$__range]))"


def watt_hours(name: str, by: str = "") -> str:
    return f"{increase(name, by)} / 3600"


def query(text: str, legend: str, ref: str = "A", *, instant: bool = True) -> prometheus.Dataquery:
    asked = prometheus.Dataquery().expr(text).legend_format(legend).ref_id(ref)
    return asked.instant() if instant else asked.range()


def figure(title: str, unit: str, text: str, note: str) -> stat.Panel:
    return (
        stat.Panel()
        .title(title)
        .description(note)
        .datasource(SOURCE)
        .unit(unit)
        .reduce_options(ReduceDataOptions().calcs(["lastNotNull"]))
        .with_target(query(text, title))
        .span(6)
        .height(5)
    )


def over_time(title: str, unit: str, name: str, factor: str, note: str) -> timeseries.Panel:
    """A rate with the ends of its interval."""
    panel = timeseries.Panel().title(title).description(note).datasource(SOURCE).unit(unit)
    stem, unit_name, total = name.rsplit("_", 2)
    kind = f"{unit_name}_{total}"
    ends = (("estimate", name), ("low", f"{stem}_low_{kind}"), ("high", f"{stem}_high_{kind}"))
    for ref, (legend, series) in zip("ABC", ends, strict=True):
        text = f"sum(rate({series}{CHOSEN}[$__rate_interval])){factor}"
        panel = panel.with_target(query(text, legend, ref, instant=False))
    legend_below = (
        VizLegendOptions()
        .display_mode(LegendDisplayMode.LIST)
        .placement(LegendPlacement.BOTTOM)
        .show_legend(True)
    )
    return panel.legend(legend_below).span(12).height(8)


def ranking(title: str, label: str) -> bargauge.Panel:
    return (
        bargauge.Panel()
        .title(title)
        .datasource(SOURCE)
        .unit("massg")
        .orientation(VizOrientation.HORIZONTAL)
        .reduce_options(ReduceDataOptions().calcs(["lastNotNull"]))
        .with_target(
            query(
                f"topk(12, {increase('llm_carbon_grams_total', f' by ({label}) ')})",
                "{{" + label + "}}",
            )
        )
        .span(8)
        .height(9)
    )


def variable(name: str) -> dashboard.QueryVariable:
    return (
        dashboard.QueryVariable(name)
        .datasource(SOURCE)
        .query(f"label_values(llm_requests_total, {name})")
        .refresh(VariableRefresh.ON_TIME_RANGE_CHANGED)
        .multi(True)
        .include_all(True)
    )


def made() -> str:
    known = increase("llm_requests_total")
    # What has no figure has no model and no region that could be chosen.
    unknown = increase("llm_requests_without_figure_total", labels="")
    board = (
        dashboard.Dashboard("Energy and carbon of LLM requests")
        .uid("llm-energy-carbon")
        .description("Estimates from token counts, with their interval. Read no figure without it.")
        .tags(["llm", "energy", "carbon"])
        .refresh("1m")
        .time("now-7d", "now")
        .timezone("utc")
        .readonly()
        .with_variable(dashboard.DatasourceVariable("source").type("prometheus"))
        .with_variable(variable("model"))
        .with_variable(variable("region"))
        .with_panel(
            figure(
                "Energy",
                "watth",
                watt_hours("llm_energy_joules_total"),
                "At the meter of the data centre.",
            )
        )
        .with_panel(
            figure(
                "Carbon",
                "massg",
                increase("llm_carbon_grams_total"),
                "CO₂ equivalent, location-based.",
            )
        )
        .with_panel(
            figure(
                "Carbon of 1,000 tokens",
                "massg",
                f"1000 * {increase('llm_carbon_grams_total')} / ("
                f"{increase('llm_prompt_tokens_total')}"
                f" + {increase('llm_completion_tokens_total')})",
                "Prompt and completion tokens together.",
            )
        )
        .with_panel(
            figure(
                "Requests with a figure",
                "percentunit",
                f"{known} / ({known} + ({unknown} or vector(0)))",
                "The rest is in no total: see the reasons below.",
            )
        )
        .with_panel(
            over_time(
                "Power",
                "watt",
                "llm_energy_joules_total",
                "",
                "Joules in a second, with the ends of the interval.",
            )
        )
        .with_panel(
            over_time(
                "Carbon in an hour",
                "massg",
                "llm_carbon_grams_total",
                " * 3600",
                "Grams in an hour at the present rate, with the ends of the interval.",
            )
        )
        .with_panel(ranking("Carbon by model", "model"))
        .with_panel(ranking("Carbon by region", "region"))
        .with_panel(
            bargauge.Panel()
            .title("Requests without a figure, by reason")
            .datasource(SOURCE)
            .unit("short")
            .orientation(VizOrientation.HORIZONTAL)
            .reduce_options(ReduceDataOptions().calcs(["lastNotNull"]))
            .with_target(
                query(
                    increase("llm_requests_without_figure_total", " by (reason) ", ""), "{{reason}}"
                )
            )
            .span(8)
            .height(9)
        )
    )
    return JSONEncoder(sort_keys=True, indent=2).encode(board.build()) + "\n"


def printed(eco_calc: str) -> set[str]:
    """The names of the series that eco-calc prints."""
    command = [eco_calc, str(LOG), "-q", "-o", "/dev/null", "--metrics", "/dev/stdout"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return set(re.findall(r"^# TYPE (\w+) counter$", text, re.MULTILINE))


def refused(text: str) -> str:
    """What promtool says against the queries; empty where nothing."""
    panels = json.loads(text)["panels"]
    queries = [target["expr"] for panel in panels for target in panel["targets"]]
    # Grafana puts in its variables before it asks.
    filled = [re.sub(r"\$__\w+", "5m", query).replace("$", "") for query in queries]
    rules = [{"record": f"query:{index}", "expr": query} for index, query in enumerate(filled)]
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        # JSON is YAML.
        json.dump({"groups": [{"name": "dashboard", "rules": rules}]}, file)
        file.flush()
        command = ["promtool", "check", "rules", file.name]
        result = subprocess.run(command, check=False, capture_output=True, text=True)
    return "" if result.returncode == 0 else result.stderr or result.stdout


def main(words: list[str]) -> int:
    text = made()
    if not words:
        PATH.write_text(text, encoding="utf-8")
        return 0
    if PATH.read_text(encoding="utf-8") != text:
        sys.exit("dashboard.json is out of date: run dashboard.py")
    asked = set(re.findall(r"\bllm_\w+_total\b", text))
    missing = asked - printed(words[1])
    if missing:
        sys.exit(f"eco-calc prints no {', '.join(sorted(missing))}")
    if complaint := refused(text):
        sys.exit(complaint)
    print(f"dashboard.json is as made, and its {len(asked)} series are what eco-calc prints")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
