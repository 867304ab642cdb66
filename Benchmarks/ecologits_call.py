#!/usr/bin/env python3
"""Times one EcoLogits estimate, for the micro-benchmark of one eco-model estimate.

    python3 Benchmarks/ecologits_call.py               (installs ecologits into Benchmarks/.build-venv-ecologits)

One fixed request: gpt-4o-mini, 18 prompt and 26 completion tokens, Ireland. EcoLogits' formula uses the completion
tokens alone. Three calls, from the whole to the least:

    llm_impacts           by names: looks up the model and the electricity mix, computes, validates: what its
                          instrumented clients call for each response
    compute_llm_impacts   by numbers: parameters, mix and PUE are given
    the same, once        by numbers that are single values: ranges are computed twice, so this is the cheapest call

What the figures are not: the same work. EcoLogits also computes embodied impacts, primary energy and water, and an
interval; eco-model's estimate also yields exact digits, the interval and the accuracy label.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent


def nanoseconds(call, repeats, batch):
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


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=31)
    parser.add_argument("--batch", type=int, default=500)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()

    try:
        import ecologits  # noqa: F401
    except ImportError:
        venv = HERE / ".build-venv-ecologits"
        if Path(sys.prefix) == venv:
            raise
        python = venv / "bin" / "python3"
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", venv], check=True)
            subprocess.run([python, "-m", "pip", "install", "--quiet", "ecologits"], check=True)
        os.execv(python, [str(python), *sys.argv])

    from ecologits.electricity_mix_repository import electricity_mixes
    from ecologits.impacts.llm import compute_llm_impacts
    from ecologits.model_repository import models
    from ecologits.tracers.utils import llm_impacts

    completion, latency, zone = 26, 0.722, "IRL"
    model = models.find_model(provider="openai", model_name="gpt-4o-mini")
    mix = electricity_mixes.find_electricity_mix(zone=zone)
    parameters = model.architecture.parameters
    total, active = getattr(parameters, "total", parameters), getattr(parameters, "active", parameters)
    given = dict(
        output_token_count=completion,
        request_latency=latency,
        if_electricity_mix_adpe=mix.adpe,
        if_electricity_mix_pe=mix.pe,
        if_electricity_mix_gwp=mix.gwp,
        if_electricity_mix_wue=mix.wue,
        datacenter_pue=1.11,
        datacenter_wue=0.18,
    )
    sizes = dict(model_active_parameter_count=active, model_total_parameter_count=total)
    single = dict(model_active_parameter_count=8.0, model_total_parameter_count=8.0)
    calls = {
        "llm_impacts": lambda: llm_impacts("openai", "gpt-4o-mini", completion, latency, zone),
        "compute_llm_impacts": lambda: compute_llm_impacts(**sizes, **given),
        "compute_llm_impacts, single values": lambda: compute_llm_impacts(**single, **given),
    }
    found = {name: nanoseconds(call, options.repeats, options.batch) for name, call in calls.items()}
    energy = calls["llm_impacts"]().energy.value
    about = f"EcoLogits {version('ecologits')}, Python {platform.python_version()}"
    if options.json:
        print(json.dumps({"about": about, "median_ns": {name: figures[0] for name, figures in found.items()}}))
        return
    print(f"{about}; energy {energy} kWh\n\n| call | median ns | min–max |\n|---|---|---|")
    for name, (median, least, most) in found.items():
        print(f"| {name} | {median:,.0f} | {least:,.0f}–{most:,.0f} |")


if __name__ == "__main__":
    main()
