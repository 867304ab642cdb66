#!/usr/bin/env python3
"""What `--to focus` must write for the sample log: Tests/EcoCalcTests/Focus/expected.csv.

    focus_reference.py            writes the file
    focus_reference.py --check    exits 1 where it is not what this script writes

What each record says is stated here by hand, the figures are those of reference.py: nothing is
taken from the product. check_focus.py holds the rows against the specification.
"""

import argparse
import csv
import io
import sys
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from reference import INPUTS, NEWEST, Reference, plain
from reference_tables import Row
from reference_v2 import NOTHING, SERVING_INPUTS, RateV2

TARGET = Path(__file__).resolve().parent.parent / "Tests/EcoCalcTests/Focus/expected.csv"
COLUMNS = (
    "BilledCost BillingAccountId BillingAccountName BillingCurrency BillingPeriodEnd "
    "BillingPeriodStart ChargeCategory ChargeClass ChargeDescription ChargeFrequency "
    "ChargePeriodEnd ChargePeriodStart ConsumedQuantity ConsumedUnit ContractedCost EffectiveCost "
    "InvoiceId InvoiceIssuerName ListCost PricingQuantity PricingUnit ProviderName PublisherName "
    "RegionId RegionName ServiceCategory ServiceName ServiceSubcategory x_RecordId x_ModelId x_Key "
    "x_Requests x_PromptTokens x_CachedPromptTokens x_CompletionTokens x_EnergyConsumption "
    "x_EnergyConsumptionLow x_EnergyConsumptionHigh x_CarbonEmissionEquivalentLocationBased "
    "x_CarbonEmissionEquivalentLocationBasedLow x_CarbonEmissionEquivalentLocationBasedHigh "
    "x_CarbonEmissionEquivalentMarketBased x_EmbodiedCarbon x_GridEmissionFactor x_PUE "
    "x_DataQuality x_Basis x_Accuracy x_MethodologyVersion x_Omitted"
).split()
MINI, LLAMA = "openai/gpt-4o-mini", "meta-llama/llama-3.3-70b-instruct"
# What was bought in Ireland, in g/kWh: market.csv. A record needs a time to have it.
BOUGHT = {("eu-west", "2026"): Fraction("12.5")}


class Record(NamedTuple):
    """What a record of the log says."""

    name: str
    date: str
    period: tuple[str, str]
    key: str = ""
    model: str = ""
    provider: str = ""
    region: str = ""
    prompt: int | None = None
    cached: int = 0
    completion: int | None = None
    metered: str = ""

    def of(self, model: str, provider: str, region: str) -> "Record":
        return self._replace(model=model, provider=provider, region=region)

    def took(self, prompt: int, cached: int, completion: int, metered: str = "") -> "Record":
        return self._replace(prompt=prompt, cached=cached, completion=completion, metered=metered)


RECORDS = [
    Record("g1", "2026-09-21", ("2026-09-21T23:59:00Z", "2026-09-22T00:00:00Z"), "key_7f3a")
    .of(MINI, "openai", "eu-west")
    .took(18, 8, 26),
    Record("g2", "2026-09-21", ("2026-09-21T00:00:00Z", "2026-09-22T00:00:00Z"), "key, the second")
    .of(LLAMA, "x", "us-east-1")
    .took(900, 0, 400, "0.0125"),
    Record("g3", "2026-09-21", ("2026-09-21T12:13:00Z", "2026-09-21T12:14:00Z"))
    .of("nobody/knows-it", "x", "us-east-1")
    .took(900, 0, 400),
    Record("g4", "", ("", ""), "key_7f3a").of(MINI, "x", "ie").took(1480, 0, 512),
    Record("g5", "2026-12-31", ("2026-12-31T23:59:00Z", "2027-01-01T00:00:00Z"), "key_7f3a").of(
        MINI, "x", "ie"
    ),
]


def number(value: int | None) -> str:
    return "" if value is None else str(value)


def expected(reference: Reference, record: Record) -> Row:
    request = dict.fromkeys(INPUTS + SERVING_INPUTS, "") | {
        "model": record.model,
        "provider": record.provider,
        "region": record.region,
        "date": record.date,
        "prompt_tokens": str(record.prompt or 0),
        "cached_prompt_tokens": str(record.cached),
        "completion_tokens": str(record.completion or 0),
        "accelerator_wh": record.metered,
    }
    answer = reference.answer(request)
    known = record.prompt is not None
    tokens = (record.prompt or 0) + (record.completion or 0)
    row = dict.fromkeys(COLUMNS, "") | {
        "ChargeCategory": "Usage",
        "ChargeDescription": f"Tokens of {record.model}",
        "ChargeFrequency": "Usage-Based",
        "ChargePeriodStart": record.period[0],
        "ChargePeriodEnd": record.period[1],
        "ConsumedQuantity": str(tokens) if known else "",
        "ConsumedUnit": "Tokens" if known else "",
        "ProviderName": record.provider,
        "RegionId": record.region,
        "ServiceCategory": "AI and Machine Learning",
        "ServiceSubcategory": "Generative AI",
        "x_RecordId": record.name,
        "x_ModelId": record.model,
        "x_Key": record.key,
        "x_Requests": "1",
        "x_PromptTokens": number(record.prompt),
        "x_CachedPromptTokens": str(record.cached) if known else "",
        "x_CompletionTokens": number(record.completion),
        "x_Omitted": answer["omitted"],
    }
    if answer["omitted"]:
        return row
    rate = reference.rate(NEWEST, request, NOTHING)
    assert isinstance(rate, RateV2)
    bought = BOUGHT.get((record.region, record.date[:4]))
    usage = (record.prompt or 0) - record.cached, record.cached, record.completion or 0
    energy = rate.figures(*usage)["energy_wh"]
    return row | {
        "x_EnergyConsumption": answer["energy_wh"],
        "x_EnergyConsumptionLow": answer["energy_low_wh"],
        "x_EnergyConsumptionHigh": answer["energy_high_wh"],
        "x_CarbonEmissionEquivalentLocationBased": answer["carbon_g"],
        "x_CarbonEmissionEquivalentLocationBasedLow": answer["carbon_low_g"],
        "x_CarbonEmissionEquivalentLocationBasedHigh": answer["carbon_high_g"],
        "x_CarbonEmissionEquivalentMarketBased": plain(energy * bought / 1000) if bought else "",
        "x_EmbodiedCarbon": answer["embodied_g"],
        "x_GridEmissionFactor": plain(rate.grid),
        "x_PUE": plain(rate.pue),
        "x_DataQuality": "Measured" if record.metered else "Estimated",
        "x_Basis": answer["basis"],
        "x_Accuracy": answer["accuracy"],
        "x_MethodologyVersion": answer["methodology_version"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true")
    check: bool = parser.parse_args().check
    reference, output = Reference(), io.StringIO()
    writer = csv.DictWriter(output, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(expected(reference, record) for record in RECORDS)
    if not check:
        TARGET.write_text(output.getvalue(), encoding="utf-8")
    elif TARGET.read_text(encoding="utf-8") != output.getvalue():
        sys.exit(f"{TARGET.name} is not what {Path(__file__).name} writes")


if __name__ == "__main__":
    main()
