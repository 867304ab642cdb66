#!/usr/bin/env python3
"""Times one EcoLogits estimate, for the micro-benchmark of one eco-model estimate.

    python3 Benchmarks/ecologits_call.py        (installs ecologits into Benchmarks/.build-venv)

One fixed request: gpt-4o-mini, 18 prompt and 26 completion tokens, Ireland. EcoLogits' formula uses
the completion tokens alone. Three calls, from the whole to the least:

    llm_impacts           by names: looks up the model and the electricity mix, computes, validates:
                          what its instrumented clients call for each response
    compute_llm_impacts   by numbers: parameters, mix and PUE are given
    the same, once        by numbers that are single values: ranges are computed twice, so this is
                          the cheapest call

What the figures are not: the same work. EcoLogits also computes embodied impacts, primary energy
and water, and an interval; eco-model's estimate also yields exact digits, the interval and the
accuracy label.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import environment

try:
    from ecologits.electricity_mix_repository import electricity_mixes
    from ecologits.impacts.llm import compute_llm_impacts
    from ecologits.impacts.modeling import Impacts
    from ecologits.model_repository import ParametersMoE, models
    from ecologits.tracers.utils import ImpactsOutput, llm_impacts
    from ecologits.utils.range_value import ValueOrRange
except ImportError:
    if Path(sys.prefix) == environment.VENV:
        raise
    python = environment.python()
    os.execv(python, [str(python), *sys.argv])


def nanoseconds(call: Callable[[], object], repeats: int, batch: int) -> tuple[float, float, float]:
    """Median and extremes of the mean time per call in each of `repeats` batches."""
    for _ in range(batch):
        call()
    samples = []
    for _ in range(repeats):
        began = time.perf_counter_ns()
        for _ in range(batch):
            call()
        samples.append((time.perf_counter_ns() - began) / batch)
    return statistics.median(samples), min(samples), max(samples)


def calls() -> dict[str, Callable[[], Impacts | ImpactsOutput]]:
    completion, latency, zone = 26, 0.722, "IRL"
    model = models.find_model(provider="openai", model_name="gpt-4o-mini")
    mix = electricity_mixes.find_electricity_mix(zone=zone)
    if model is None or mix is None:
        sys.exit("ecologits knows no gpt-4o-mini, or no Ireland")
    parameters = model.architecture.parameters
    if isinstance(parameters, ParametersMoE):
        total, active = parameters.total, parameters.active
    else:
        total = active = parameters

    def by_numbers(active: ValueOrRange, total: ValueOrRange) -> Impacts:
        return compute_llm_impacts(
            model_active_parameter_count=active,
            model_total_parameter_count=total,
            output_token_count=completion,
            request_latency=latency,
            if_electricity_mix_adpe=mix.adpe,
            if_electricity_mix_pe=mix.pe,
            if_electricity_mix_gwp=mix.gwp,
            if_electricity_mix_wue=mix.wue,
            datacenter_pue=1.11,
            datacenter_wue=0.18,
        )

    return {
        "llm_impacts": lambda: llm_impacts("openai", "gpt-4o-mini", completion, latency, zone),
        "compute_llm_impacts": lambda: by_numbers(active, total),
        "compute_llm_impacts, single values": lambda: by_numbers(8.0, 8.0),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repeats", type=int, default=31)
    parser.add_argument("--batch", type=int, default=500)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    made = calls()
    found = {name: nanoseconds(call, options.repeats, options.batch) for name, call in made.items()}
    about = f"EcoLogits {version('ecologits')}, Python {platform.python_version()}"
    if options.json:
        medians = {name: median for name, (median, _, _) in found.items()}
        print(json.dumps({"about": about, "median_ns": medians}))
        return
    energy = made["llm_impacts"]().energy
    kwh = energy.value if energy else None
    print(f"{about}; energy {kwh} kWh\n\n| call | median ns | min–max |\n|---|---|---|")
    for name, (median, least, most) in found.items():
        print(f"| {name} | {median:,.0f} | {least:,.0f}–{most:,.0f} |")


if __name__ == "__main__":
    main()
