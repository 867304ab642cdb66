#!/usr/bin/env python3
"""Holds the rows of `--to focus` against FOCUS 1.2.

    check_focus.py BIN                  against rules written from the specification
    check_focus.py BIN --validator DIR  against the public validator too: DIR is the environment of
                                        a Python from 3.12 on with focus-validator 2.2.1 (and
                                        pyarrow below 22). CI does not run it.

What a log cannot tell is null: the validator has to complain of these columns and of nothing else.
"""

import argparse
import csv
import io
import json
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from decimal import Decimal, InvalidOperation
from pathlib import Path

SAMPLE = Path(__file__).resolve().parent.parent / "Tests/EcoCalcTests/Focus"
# Columns that the specification has in every dataset.
MANDATORY = (
    "BilledCost BillingAccountId BillingAccountName BillingCurrency BillingPeriodEnd "
    "BillingPeriodStart ChargeCategory ChargeClass ChargeDescription ChargePeriodEnd "
    "ChargePeriodStart ContractedCost EffectiveCost InvoiceIssuerName ListCost PricingQuantity "
    "PricingUnit ProviderName PublisherName ServiceCategory ServiceName"
).split()
# Those that may not be null, and that a log does not tell.
UNTOLD = set(
    "BilledCost BillingAccountId BillingCurrency BillingPeriodEnd BillingPeriodStart "
    "ContractedCost EffectiveCost InvoiceId InvoiceIssuerName ListCost PublisherName "
    "ServiceName".split()
)
ALLOWED = {
    "ChargeCategory": {"Usage", "Purchase", "Tax", "Credit", "Adjustment"},
    "ChargeFrequency": {"One-Time", "Recurring", "Usage-Based"},
    "ServiceCategory": {"AI and Machine Learning"},  # of those that the specification has
    "ServiceSubcategory": {
        *("AI Platforms", "Bots", "Generative AI", "Machine Learning"),
        *("Natural Language Processing", "Other (AI and Machine Learning)"),
    },
}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def faults(rows: list[dict[str, str]], columns: dict[str, dict[str, str]]) -> list[str]:
    """What the specification has against rows and their metadata."""
    found = [f"{name} is missing" for name in MANDATORY if name not in rows[0]]
    for name in rows[0]:
        if not re.fullmatch(r"(x_)?[A-Z][A-Za-z0-9]*", name):
            found.append(f"{name} is not PascalCase")
        if name not in columns:
            found.append(f"{name} is not in the metadata")
    for number, row in enumerate(rows, 1):
        for name, value in row.items():
            kind = columns.get(name, {}).get("DataType")
            if value and name in ALLOWED and value not in ALLOWED[name]:
                found.append(f"row {number}: {name} is {value!r}")
            if value and kind == "DATETIME" and not TIME.fullmatch(value):
                found.append(f"row {number}: {name} is no UTC time: {value!r}")
            if value and kind == "DECIMAL" and not is_decimal(value):
                found.append(f"row {number}: {name} is no decimal: {value!r}")
        start, end = row.get("ChargePeriodStart", ""), row.get("ChargePeriodEnd", "")
        if start and end <= start and row.get("x_Requests") == "1":
            found.append(f"row {number}: the charge period does not end after its start")
        for one, other in (
            ("ConsumedQuantity", "ConsumedUnit"),
            ("PricingQuantity", "PricingUnit"),
        ):
            if bool(row.get(one)) != bool(row.get(other)):
                found.append(f"row {number}: {one} goes with {other}")
        found += [f"row {number}: {name} is invented" for name in UNTOLD if row.get(name)]
    found += [
        f"{name} has no unit"
        for name, column in columns.items()
        if re.search("Energy|Carbon|Emission|Tokens|ConsumedQuantity", name)
        and column["DataType"] == "DECIMAL"
        and not column.get("x_Unit")
    ]
    return found


def is_decimal(text: str) -> bool:
    try:
        return Decimal(text).is_finite() and "E" not in text.upper()
    except InvalidOperation:
        return False


def validated(environment: Path, rows: str) -> list[str]:
    """What the public validator has against rows, the nulls of what a log does not tell aside."""
    package = next(environment.glob("lib/python3*/site-packages"))
    with tempfile.TemporaryDirectory() as folder:
        data, report = Path(folder) / "rows.csv", Path(folder) / "report.xml"
        # It infers a column's type from its values, so a record without a time goes alone.
        data.write_text(rows, encoding="utf-8")
        command = [
            str(environment / "bin/focus-validator"),
            *("--data-file", str(data), "--validate-version", "1.2", "--block-download"),
            *("--output-type", "unittest", "--output-destination", str(report)),
        ]
        # It reads a table of its own relative to the folder that it is in.
        run = subprocess.run(command, cwd=package, capture_output=True, text=True, check=False)
        if not report.exists():
            return [f"the validator did not finish: {run.stderr[-500:]}"]
        cases = [*ET.parse(report).iter("testcase")]
    failed = {
        name.split(" ")[0]
        for case in cases
        if case.find("failure") is not None or case.find("error") is not None
        for name in [case.get("name") or ""]
    }
    told = {rule for rule in failed if rule.split("-")[0] not in UNTOLD | {"CostAndUsage"}}
    presence = {rule for rule in failed if rule.startswith("CostAndUsage")}
    wrong = told | (presence - NULL_PRESENCE)
    print(f"the validator: {len(cases)} rules, {len(failed - wrong)} want what a log does not tell")
    return sorted(wrong)


# Its presence checks take a time column of nulls for one that is missing.
NULL_PRESENCE: set[str] = {"CostAndUsage-D-009-M", "CostAndUsage-D-010-M", "CostAndUsage-D-000-M"}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("bin", type=Path)
    parser.add_argument("--validator", type=Path, metavar="DIR")
    arguments = parser.parse_args()
    program = arguments.bin.resolve()
    run = subprocess.run(
        [program, "log.csv", "--to", "focus", "--market", "market.csv"],
        cwd=SAMPLE,
        capture_output=True,
        text=True,
        check=True,
    )
    metadata = subprocess.run(
        [program, "data", "focus", "--json"], capture_output=True, text=True, check=True
    )
    columns = {c["ColumnName"]: c for c in json.loads(metadata.stdout)["ColumnDefinition"]}
    rows = list(csv.DictReader(io.StringIO(run.stdout)))
    found = faults(rows, columns)
    if arguments.validator:
        timed = [line for line in run.stdout.splitlines() if ",g4," not in line]
        found += validated(arguments.validator, "\n".join(timed) + "\n")
    for fault in found:
        print(fault, file=sys.stderr)
    if found:
        sys.exit(1)
    print(f"{len(rows)} rows, {len(columns)} columns: as FOCUS 1.2 has them")


if __name__ == "__main__":
    main()
