#!/usr/bin/env python3
"""Re-derive what can be re-derived of data/models.csv, and hold the rows to it.

    check_models.py [BINARY]

From the extracts in Tests/EcoModelTests/Fixtures: sizes from the parameters that repositories store
and from the names themselves, KV and W from layers and heads, and 87 checks against independent
sources. A row that differs must say why in its note. With a BINARY, every id of public lists is
found by it as reference_ids.py finds it, and the share of each list that is known is held to KNOWN.
"""

import collections
import csv
import io
import re
import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

import reference_ids

HOME = Path(__file__).resolve().parent.parent
FIXTURES = HOME / "Tests/EcoModelTests/Fixtures"
Row = dict[str, str]

CLOSE = Fraction("0.013")  # sizes that are rounded otherwise
NAMED = Fraction("0.13")  # a name rounds to one or two digits
# Shares by weight in per cent that are known at least, by list.
KNOWN = {
    "openrouter-tokens": 94,
    "models.dev": 90,
    "litellm": 87,
    "models.dev-full": 88,
    "huggingface": 78,
}


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def differs(a: str | Fraction, b: str | Fraction, by: Fraction) -> bool:
    return abs(Fraction(a) / Fraction(b) - 1) > by


class Check:
    def __init__(self) -> None:
        self.rows = [row for row in read(HOME / "data/models.csv") if row["total_b"]]
        self.all = {row["id"]: row for row in reversed(read(HOME / "data/models.csv"))}
        self.stored: dict[str, Fraction] = {}
        self.faults: list[str] = []
        self.counts: collections.Counter[str] = collections.Counter()

    def fault(self, row: Row, message: str) -> None:
        self.faults.append(f"{row['id']}: {message}")

    def configurations(self) -> None:
        extract = {row["id"]: row for row in read(FIXTURES / "model-configurations.csv")}
        for row in self.rows:
            if row["id"].endswith("-latest"):  # a name that moves from model to model
                continue
            known = extract.get(row["id"])
            if known is None:
                self.counts["no configuration at hand"] += 1
                continue
            stored = self.stored[row["id"]] = Fraction(known["stored"]) / 10**9
            if differs(row["total_b"], stored, CLOSE):
                if not re.search("stored|twice|as stored", row["note"]):
                    self.fault(row, f"{float(stored):.2f} stored")
                self.counts["total explained"] += 1
            else:
                self.counts["total as stored"] += 1
            if row["architecture"] == "config" and known["layers"] and known["head_dim"]:
                self.widths(row, known)

    def widths(self, row: Row, known: Row) -> None:
        layers, heads, keys, dim = (
            int(known[column]) for column in ("layers", "query_heads", "kv_heads", "head_dim")
        )
        found = (int(row["kv_bytes"]), int(row["attention_width"]))
        part = re.search(r"(\d+) of (\d+) layers", row["note"])
        full = int(part[1]) if part else layers
        latent = re.search(r"(\d+)(?: of \d+)? layers,? (?:of )?latent attention", row["note"])
        if latent and "512+64" in row["note"]:
            if found[0] != int(latent[1]) * (512 + 64) * 2:
                self.fault(row, f"KV {found[0]} is not that of {latent[1]} latent layers")
            self.counts["KV from latent layers"] += 1
        elif found == (4 * full * keys * dim, full * heads * dim):
            self.counts["KV and W from layers and heads"] += 1
        elif re.search(
            "same network|as |heads|published config|layers of|multi-query", row["note"]
        ):
            self.counts["KV and W explained"] += 1
        else:
            self.fault(row, f"KV, W {found}; {full} layers, {heads} and {keys} heads of {dim}")

    def names(self) -> None:
        for row in self.rows:
            words = row["id"].rpartition("/")[2]
            size = re.search(r"(?<![a-z0-9.])(\d+(?:\.\d+)?)b(?![a-z0-9])", words)
            if size is None or not differs(
                row["total_b"], self.stored.get(row["id"], Fraction(1)), CLOSE
            ):
                continue
            if not differs(row["total_b"], size[1], NAMED):
                self.counts["total as in the name"] += 1
            elif re.search("stored|EcoLogits|configuration", row["note"]):
                self.counts["total other than in the name, explained"] += 1
            else:
                self.fault(row, f"{row['total_b']} in the table, {size[1]} in the name")

    def truth(self) -> None:
        checks = read(FIXTURES / "model-truth.csv")
        assert len({row["check"] for row in checks}) == 87, "87 checks"
        for check in checks:
            row, field, expected = self.all[check["id"]], check["field"], check["expected"]
            if not expected:
                self.counts["check without a value to compare"] += 1
                continue
            is_size = field.endswith("_b")
            agrees = not differs(row[field], expected, CLOSE) if is_size else row[field] == expected
            explained = check["explained"] and check["explained"] in row["note"]
            self.counts["check " + ("agrees" if agrees else "explained")] += 1
            if not agrees and not explained:
                self.fault(row, f"{field} is {row[field]}, {check['source']} says {expected}")

    def aliases(self) -> None:
        """An alias that the rules make needless is one more thing to keep right."""
        rows = read(HOME / "data/models.csv")
        ids = reference_ids.Ids(
            [row | {"aliases": ""} for row in rows], read(HOME / "data/id-rules.csv")
        )
        for row in rows:
            for alias in row["aliases"].split():
                found = ids.find(alias)
                if found and found.model == row["id"] and (not found.weight_bits or found.at_most):
                    self.fault(row, f"the rules find {alias} without an alias")
                self.counts["alias that the rules do not find"] += 1

    def lists(self, binary: str) -> None:
        ids, rows = reference_ids.read(), read(FIXTURES / "model-ids.csv")
        by_id = self.answers(binary, sorted({row["id"] for row in rows}))
        weight: dict[str, Fraction] = collections.defaultdict(Fraction)
        known: dict[str, Fraction] = collections.defaultdict(Fraction)
        for row in rows:
            weight[row["list"]] += Fraction(row["weight"])
            answer = by_id[row["id"]]
            known[row["list"]] += Fraction(row["weight"]) if answer["model"] else 0
        for name, found in ((name, ids.find(name)) for name in by_id):
            answer = by_id[name]
            expected = self.expected(found)
            if tuple(answer[c] for c in ("model", "weight_bits", "arithmetic_bits")) != expected:
                self.faults.append(f"{name}: {dict(answer)}, the reference says {expected}")
        for name, whole in weight.items():
            share = known[name] / whole * 100
            print(f"{float(share):5.1f} % of {name} known")
            if share < KNOWN.get(name, 0):
                self.faults.append(f"{name}: {float(share):.1f} % known, {KNOWN[name]} expected")

    def expected(self, found: reference_ids.Found | None) -> tuple[str, str, str]:
        if found is None:
            return ("", "", "")
        own = self.all[found.model]["weight_bits"]
        is_named = found.weight_bits and own
        if is_named and not (found.at_most and Fraction(own) <= Fraction(found.weight_bits)):
            return found[:3]
        return (found.model, "", "")

    @staticmethod
    def answers(binary: str, names: list[str]) -> dict[str, Row]:
        with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerows([["id"], *([name] for name in names)])
            file.flush()
            command = [binary, "data", "coverage", "--ids", file.name, "--csv"]
            command += ["--methodology", "v1-2026-12"]
            text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return {row["name"]: row for row in csv.DictReader(io.StringIO(text))}


def main() -> None:
    check = Check()
    check.configurations()
    check.names()
    check.truth()
    check.aliases()
    if len(sys.argv) > 1:
        check.lists(sys.argv[1])
    for what, count in sorted(check.counts.items()):
        print(f"{count:5} {what}")
    print("\n".join(check.faults), file=sys.stderr)
    sys.exit(1 if check.faults else 0)


if __name__ == "__main__":
    main()
