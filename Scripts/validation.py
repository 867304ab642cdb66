#!/usr/bin/env python3
"""How well the method predicts: the table of METHODOLOGY.md from Tests/EcoModelTests/Fixtures.

    validation.py                        print the tables (Markdown)
    validation.py --check METHODOLOGY.md exit 1 unless the document holds exactly these rows and
                                         validation-expected.csv these numbers
    validation.py --write                write validation-expected.csv

Compared is the energy of the GPUs alone, in joules per output token, as it was measured:
  v1         gpu_j of one request over its output tokens; no service factor, no PUE
  current    EcoLogits 0.9-0.11: GPU part per output token times its own number of 80 GB GPUs (16-bit
             weights whatever was measured); no server, no PUE
  older      EcoLogits 0.4: its regression per output token; no number of GPUs, no server, no PUE
"""
import csv, math, statistics, sys
from fractions import Fraction as F
from pathlib import Path

from reference import SERVICE, joules

HOME = Path(__file__).resolve().parent.parent
FIXTURES = HOME / "Tests/EcoModelTests/Fixtures"
EXPECTED = FIXTURES / "validation-expected.csv"
PROMPT = {"lm-arena-chat": 200, "gpqa": 300, "sourcegraph-fim": 2900}     # tokens, assumed; the text tasks
BITS = {"bfloat16": 16, "fp8": 8, "mxfp4": 4}

with open(FIXTURES / "measured-models.csv", newline="") as file:
    SHAPE = {r["model"]: (int(r["kv_bytes"]), int(r["attention_width"])) for r in csv.DictReader(file)}
with open(FIXTURES / "measured-energy.csv", newline="") as file:
    ROWS = [r for r in csv.DictReader(file) if r["task"] in PROMPT]


def v1(row, scale=1):
    out = F(row["avg_output_tokens"])
    return float(joules(F(row["active_params_b"]), F(row["total_params_b"]), BITS[row["precision"]], *SHAPE[row["model"]],
                        F(PROMPT[row["task"]]) * scale, 0, out) / out)


def current(row):
    gpus = 1
    while gpus * 80 < 1.2 * float(row["total_params_b"]) * 2:
        gpus *= 2
    return (1.16653e-6 * math.exp(-0.0112059 * 64) * float(row["active_params_b"]) + 4.05293e-5) * gpus * 3600


def older(row):
    return (8.91e-5 * float(row["active_params_b"]) + 1.43e-3) * 3600


METHODS = (("v1-2026-11", v1), ("EcoLogits 0.9-0.11", current), ("ecologits-0.4", older))


def select(gpu, least, most, task=None):
    return [r for r in ROWS if r["gpu"] == gpu and least <= int(r["max_num_seqs"]) <= most and task in (None, r["task"])]


SETS = (("H100 at 64 (fitted)", select("H100", 64, 64)),
        ("of them long reasoning (gpqa)", select("H100", 64, 64, "gpqa")),
        ("B200 at 64 (never fitted)", select("B200", 64, 64)),
        ("H100 at any of 16 to 256", select("H100", 16, 256)),
        ("H100 at 128", select("H100", 128, 128)),
        ("H100 at 256", select("H100", 256, 256)))


def measured(row):
    return float(row["joules_per_output_token"])


def summary(ratios):
    """Median error, share within 1.5 and 2, 10th and 90th percentile, share inside the method interval."""
    ratios = sorted(ratios)
    error = [max(q, 1 / q) for q in ratios]

    def percentile(p):                      # linear between the neighbours
        place = p * (len(ratios) - 1)
        below = int(place)
        above = min(below + 1, len(ratios) - 1)
        return ratios[below] + (ratios[above] - ratios[below]) * (place - below)

    def share(holds):
        return sum(map(bool, holds)) / len(ratios)
    return (statistics.median(error), share(e <= 1.5 for e in error), share(e <= 2 for e in error),
            percentile(0.1), percentile(0.9), share(0.55 <= q <= 1.30 for q in ratios))


# ---- A refit, to see what the method is worth on models that it has not seen --------------------
# Four constants of decode (0.045, 0.010, 0.0085, 1.6e-10) are free, prefill is not. The sum of soft
# absolute values sqrt(1 + (r/0.1)^2) of r = ln(predicted / measured) is minimised: Gauss-Newton steps in the
# logarithms of the constants, reweighted, damped.

def features(row):
    active, total = float(row["active_params_b"]), float(row["total_params_b"])
    (kv, width), k = SHAPE[row["model"]], BITS[row["precision"]] / 16
    u, o = PROMPT[row["task"]], float(row["avg_output_tokens"])
    return (0.003 * active * u + 6e-12 * width * u * u / 2) / o, (1, k * active, k * (total - active), kv * (u + o / 2))


def predict(constants, row):
    fixed, slopes = features(row)
    return fixed + sum(c * s for c, s in zip(constants, slopes))


def solve(a, b):
    """Gaussian elimination with pivoting."""
    n = len(b)
    m = [row[:] + [y] for row, y in zip(a, b)]
    for i in range(n):
        p = max(range(i, n), key=lambda j: abs(m[j][i]))
        m[i], m[p] = m[p], m[i]
        for j in range(i + 1, n):
            f = m[j][i] / m[i][i]
            for c in range(i, n + 1):
                m[j][c] -= f * m[i][c]
    x = [0.0] * n
    for i in reversed(range(n)):
        x[i] = (m[i][n] - sum(m[i][j] * x[j] for j in range(i + 1, n))) / m[i][i]
    return x


def refit(rows, scale=0.1):
    def loss(constants):
        return sum(math.sqrt(1 + (math.log(predict(constants, r) / measured(r)) / scale) ** 2) for r in rows)
    constants, damping = [0.045, 0.010, 0.0085, 1.6e-10], 1e-3
    best = loss(constants)
    for _ in range(500):
        a, b = [[0.0] * 4 for _ in range(4)], [0.0] * 4
        for r in rows:
            p, slopes = predict(constants, r), features(r)[1]
            residual = math.log(p / measured(r))
            weight = 1 / math.sqrt(1 + (residual / scale) ** 2)
            j = [c * s / p for c, s in zip(constants, slopes)]
            for x in range(4):
                b[x] -= weight * j[x] * residual
                for y in range(4):
                    a[x][y] += weight * j[x] * j[y]
        step = solve([[a[x][y] + (damping if x == y else 0) for y in range(4)] for x in range(4)], b)
        tried = [c * math.exp(max(-1.0, min(1.0, s))) for c, s in zip(constants, step)]
        if loss(tried) <= best:
            constants, damping = tried, damping / 3
            if best - loss(tried) < 1e-13:
                break
            best = loss(tried)
        else:
            damping *= 4
            if damping > 1e12:
                break
    return constants


def left_out():
    """Ratios for each row, the constants refitted without any model of its maker."""
    rows = SETS[0][1]
    ratios = []
    for maker in sorted({r["model"].split("/")[0] for r in rows}):
        constants = refit([r for r in rows if r["model"].split("/")[0] != maker])
        ratios += [predict(constants, r) / measured(r) for r in rows if r["model"].split("/")[0] == maker]
    return ratios


# ---- Published production figures, whole service ------------------------------------------------
# Total and active parameters in 10^9, weight bits, KV, W, PUE, prompt tokens, completion tokens.

GPT4O, GEMINI = ("440", "88", 8, 200000, 1000000, "1.15"), ("440", "88", 8, 200000, 1000000, "1.09")
EPOCH, DEEPSEEK = ("400", "100", 8, 200000, 1000000, "1.15"), ("671", "37", 8, 70272, 1249280, "1.15")
LLAMA, QWEN = ("405", "405", 8, 516096, 2064384, "1.15"), ("235", "22", 8, 192512, 770048, "1.15")
PRODUCTION = (
    ("Epoch AI 2025-02: long prompt", "2.5", EPOCH, 10000, 500, "theirs; precision ours"),
    ("Epoch AI 2025-02: very long prompt", "about 40", EPOCH, 100000, 500, "theirs; precision ours"),
    ("Epoch AI 2025-02: 500 tokens out", "0.30", EPOCH, 100, 500, "theirs; precision and prompt ours"),
    ("Google 2025-08: Gemini's median prompt", "0.24", GEMINI, 100, 200, "all ours"),
    ("Google 2025-08: Gemini's median prompt", "0.24", GEMINI, 100, 300, "all ours"),
    ("OpenAI 2025-06: ChatGPT's average query", "0.34", GPT4O, 100, 200, "all ours"),
    ("OpenAI 2025-06: ChatGPT's average query", "0.34", GPT4O, 100, 300, "all ours"),
    ("Jegham 2025-05: GPT-4o short query", "0.42", GPT4O, 100, 300, "tokens theirs"),
    ("Microsoft 2026-06: over 200 B, median", "0.31 (0.16–0.60)", QWEN, 500, 300, "tokens theirs; a 235 B model"),
    ("Microsoft 2026-06: over 200 B, median", "0.31 (0.16–0.60)", LLAMA, 500, 300, "tokens theirs; a 405 B dense model"),
    ("Microsoft 2026-06: over 200 B, median", "0.31 (0.16–0.60)", DEEPSEEK, 500, 300, "tokens theirs; a 671 B model"),
    ("Microsoft 2026-06: reasoning", "3.91 (2.15–7.05)", QWEN, 500, 5000, "answer theirs; a 235 B model"),
    ("Microsoft 2026-06: reasoning", "3.91 (2.15–7.05)", LLAMA, 500, 5000, "answer theirs; a 405 B dense model"),
    ("Microsoft 2026-06: reasoning", "3.91 (2.15–7.05)", DEEPSEEK, 500, 5000, "answer theirs; a 671 B model"))


def production():
    lines = ["| published | Wh | total, active (10⁹) | bits | KV | W | PUE | in | out | v1 Wh | whose inputs |",
             "|---|---|---|---|---|---|---|---|---|---|---|"]
    for name, published, (total, active, bits, kv, width, pue), u, o, whose in PRODUCTION:
        wh = joules(F(active), F(total), bits, kv, width, u, 0, o) * SERVICE * F(pue) / 3600
        lines.append(f"| {name} | {published} | {total}, {active} | {bits} | {kv} | {width} | {pue} | {u} | {o} "
                     f"| {float(wh):.3f} | {whose} |")
    return lines


# ---- The tables ---------------------------------------------------------------------------------

def percent(x):
    return f"{math.floor(100 * x + 0.5)} %"


def tables():
    lines = ["| rows | number, models | v1 median error | within ×1.5 | within ×2 | 10–90 % of pred/meas | in the method interval "
             "| EcoLogits 0.9–0.11: median, within ×2 | EcoLogits 0.4: median, within ×2 |",
             "|---|---|---|---|---|---|---|---|---|"]

    def line(name, number, s, rest):
        lines.append(f"| {name} | {number} | ×{s[0]:.2f} | {percent(s[1])} | {percent(s[2])} | {s[3]:.2f}–{s[4]:.2f} "
                     f"| {percent(s[5])} | {rest[0]} | {rest[1]} |")
    for name, rows in SETS:
        number = f"{len(rows)}, {len({r['model'] for r in rows})}"
        rest = [summary([method(r) / measured(r) for r in rows]) for method in (current, older)]
        line(name, number, summary([v1(r) / measured(r) for r in rows]),
             (f"×{rest[0][0]:.2f}, {percent(rest[0][2])}", f"×{rest[1][0]:.0f}, {percent(rest[1][2])}"))
    fitted = SETS[0][1]
    number = f"{len(fitted)}, {len({r['model'] for r in fitted})}"
    line("H100 at 64, refitted without the maker's models", number, summary(left_out()), ("", ""))
    for scale, name in ((F(1, 2), "H100 at 64, prompts half as long as assumed"), (F(2), "H100 at 64, prompts twice as long")):
        line(name, number, summary([v1(r, scale) / measured(r) for r in fitted]), ("", ""))
    c = refit(fitted)
    lines += ["", "| constant | shipped | refitted |", "|---|---|---|",
              f"| decode, constant | 0.045 | {c[0]:.4f} |", f"| decode, active | 0.010 | {c[1]:.5f} |",
              f"| decode, inactive | 0.0085 | {c[2]:.5f} |", f"| context | 1.6e-10 | {c[3] * 1e10:.2f}e-10 |", ""]
    return lines + production()


def expected():
    lines = ["rows,method,count,median_error,within_1_5,within_2,p10,p90"]
    for name, rows in SETS:
        for label, method in METHODS:
            s = summary([method(r) / measured(r) for r in rows])
            lines.append(",".join([name, label, str(len(rows))] + [f"{x:.4f}" for x in s[:5]]))
    return "\n".join(lines) + "\n"


def main():
    if sys.argv[1:] == ["--write"]:
        EXPECTED.write_text(expected())
    elif len(sys.argv) == 3 and sys.argv[1] == "--check":
        document = Path(sys.argv[2]).read_text(encoding="utf-8").splitlines()
        missing = [line for line in tables() if line and line not in document]
        for line in missing:
            print(f"{sys.argv[2]} lacks: {line}", file=sys.stderr)
        stale = EXPECTED.read_text() != expected()
        if stale:
            print(f"{EXPECTED} differs", file=sys.stderr)
        sys.exit(1 if missing or stale else 0)
    elif sys.argv[1:]:
        sys.exit(__doc__)
    else:
        print("\n".join(tables()))


if __name__ == "__main__":
    main()
