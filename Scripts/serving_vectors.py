"""The synthetic vectors of what a caller knows: concurrency, GPU-seconds, metering, precision."""

from fractions import Fraction

from vector_suite import Suite

TRILLION = 10**12
USAGE = (300, 700, 500)
MODELS = "size/one size/decimals size/huge range/moe range/wide width/moe-4-25 bits/released-8"
SEQUENCES = """1 1.001 1.5 2 8 15.999 16 17 63.999 64 64.001 100.125 255 256 257 1023 1024
    4096 16383.999 16384""".split()
NOT_SAID = "0 0.999 16384.001 1000000 12.0625".split()  # out of range, or of too many places
SECONDS = "0 0.000001 0.5 1 12345.678901 999999999999.999999 1000000000000".split()
WATT_HOURS = "0 0.000000001 0.123456789 1 98765.4321 1000000000000".split()


def serving(s: Suite) -> None:
    for part in (concurrency, parameters_read, gpu_seconds, metered, precedence, local):
        part(s)
    for part in (unknown_size, older_methods, precision, size_guard, places):
        part(s)


def concurrency(s: Suite) -> None:
    for model in MODELS.split():
        for said in SEQUENCES:
            s.add(
                f"among {said} {model}",
                model,
                USAGE,
                "north",
                date="2024",
                known={"concurrency": said},
            )
        s.add(
            f"among 32 decode alone {model}", model, (0, 0, 1), "one", known={"concurrency": "32"}
        )
        s.add(
            f"among 32 prefill alone {model}",
            model,
            (1000, 0, 0),
            "one",
            known={"concurrency": "32"},
        )
        s.add(
            f"among 32 cached alone {model}",
            model,
            (0, 1000, 0),
            "one",
            known={"concurrency": "32"},
        )
    for said in NOT_SAID:
        s.add(f"among {said} is not said", "range/moe", USAGE, "north", known={"concurrency": said})
    for requests in (2, 7, 10**9):
        case = f"among 10 in {requests} requests"
        s.add(
            case,
            "range/moe",
            (6000, 3000, 9000),
            "one",
            requests=requests,
            known={"concurrency": "10"},
        )
    both = (TRILLION, 0, TRILLION)
    for said in ("1", "16384"):
        s.add(f"10^12 among {said}", "size/huge", both, "coal", known={"concurrency": said})
        case = f"10^12 over 10^9 requests among {said}"
        s.add(case, "size/huge", both, "coal", requests=10**9, known={"concurrency": said})


def parameters_read(s: Suite) -> None:
    """Half a parameter goes to the even side."""
    for model, exact in (
        ("size/one", Fraction(10**9, 1024)),
        ("read/odd", Fraction(3 * 10**9, 1024)),
    ):
        assert exact % 1 == Fraction(1, 2)
        for tokens in (1, 1000, TRILLION):
            case = f"half a parameter {model} {tokens}"
            s.add(case, model, (0, 0, tokens), "one", known={"concurrency": "1023"})


def gpu_seconds(s: Suite) -> None:
    for name in ("unit", "board", "decimals", "huge", " BOARD "):
        for seconds in SECONDS:
            case = f"{seconds} GPU-seconds of [{name}]"
            known = {"gpu_seconds": seconds, "accelerator": name}
            s.add(case, "range/moe", USAGE, "north", date="2024", known=known)
    for said in ("1", "15.999", "16", "100", "0.5"):
        known = {"gpu_seconds": "2.5", "accelerator": "board", "concurrency": said}
        s.add(f"GPU-seconds among {said}", "range/moe", USAGE, "one", known=known)
    for case, known in (
        ("without a name", {}),
        ("of an unknown name", {"accelerator": "abacus"}),
        ("without a name among 100", {"concurrency": "100"}),
    ):
        told = {"gpu_seconds": "1"} | known
        s.add(f"GPU-seconds {case}", "range/moe", USAGE, "one", known=told)
    s.add("accelerator alone", "range/moe", USAGE, "one", known={"accelerator": "board"})
    known = {"gpu_seconds": "10", "accelerator": "board"}
    s.add("GPU-seconds of 1000 requests", "range/moe", USAGE, "one", requests=1000, known=known)
    s.add("GPU-seconds without tokens", "range/moe", (0, 0, 0), "one", known=known)


def metered(s: Suite) -> None:
    for watt_hours in WATT_HOURS:
        for name in ("", "board", "decimals", "abacus"):
            case = f"{watt_hours} Wh metered of [{name}]"
            known = {"accelerator_wh": watt_hours, "accelerator": name}
            s.add(case, "range/moe", USAGE, "north", date="2024", known=known)
    s.add(
        "metered of 7 requests",
        "range/moe",
        USAGE,
        "one",
        requests=7,
        known={"accelerator_wh": "1"},
    )
    s.add(
        "metered in a coal zone",
        "size/one",
        (1, 0, 0),
        "coal",
        known={"accelerator_wh": "1000000000000"},
    )


def precedence(s: Suite) -> None:
    everything = {
        "concurrency": "100",
        "gpu_seconds": "2",
        "accelerator": "board",
        "accelerator_wh": "0.3",
    }
    for left_out in ((), ("accelerator_wh",), ("accelerator_wh", "accelerator"), tuple(everything)):
        known = {name: value for name, value in everything.items() if name not in left_out}
        case = " ".join(("known but", *(left_out or ("nothing",))))
        s.add(case, "range/skew", USAGE, "north", date="2024", known=known)


def local(s: Suite) -> None:
    for provider in ("ollama", "llama.cpp", "lmstudio", " Ollama ", "LMStudio", "vllm", "llama"):
        s.add(f"local [{provider}]", "range/moe", USAGE, "north", provider, "2024")
    s.add("local and said", "range/moe", USAGE, "one", "ollama", known={"concurrency": "4"})
    s.add("local and metered", "range/moe", USAGE, "one", "ollama", known={"accelerator_wh": "0.1"})
    s.add("local label among 64", "range/mixed", (28, 0, 1), "one", "ollama")
    both = (TRILLION, 0, TRILLION)
    s.add("local 10^12 over 10^9 requests", "size/huge", both, "coal", "ollama", requests=10**9)


def unknown_size(s: Suite) -> None:
    """Only what is measured has a figure, and only where the caller wants it."""
    measured = {"gpu_seconds": "1", "accelerator": "board"}
    for case, model, known in (
        ("measured", "label/undisclosed", measured),
        ("metered", "LABEL-SECRET", {"accelerator_wh": "1"}),
        ("said", "label/undisclosed", {"concurrency": "10"}),
        ("nothing known", "label/undisclosed", {}),
        ("no completion", "label/embedding", measured),
        ("no row", "nobody", measured),
        ("known size", "label/vendor", measured),
    ):
        for wanted in ("", "yes"):
            name = f"unknown size {case} {'wanted' if wanted else 'not wanted'}"
            asked = known | {"measured_unknown": wanted}
            s.add(name, model, USAGE, "north", date="2024", known=asked)
    known = measured | {"measured_unknown": "yes"}
    model = "label/undisclosed"
    s.add("unknown size and region", model, USAGE, "nowhere", date="2024", known=known)
    s.add(
        "unknown size assumed region", model, USAGE, "north", date="2024", assumed=True, known=known
    )
    s.add("unknown size before the grid", model, USAGE, "north", date="2019", known=known)


def older_methods(s: Suite) -> None:
    """They take no notice."""
    known = {"concurrency": "3", "gpu_seconds": "5", "accelerator": "board", "accelerator_wh": "9"}
    for methodology in (s.older, s.other):
        case = f"nothing is known to {methodology}"
        s.add(
            case,
            "range/moe",
            USAGE,
            "north",
            "ollama",
            "2024",
            methodology=methodology,
            known=known,
        )
        asked = known | {"measured_unknown": "yes"}
        case, model = f"{case} of an unknown size", "label/undisclosed"
        s.add(case, model, USAGE, "north", date="2024", methodology=methodology, known=asked)


def precision(s: Suite) -> None:
    for model in s.tables.models:
        if model.startswith("bits/"):
            s.add(f"precision {model}", model, USAGE, "north", date="2024")
            s.add(f"precision {model} among 20", model, USAGE, "one", known={"concurrency": "20"})


def size_guard(s: Suite) -> None:
    """The size part, always among 64 sequences: 3 passes, more does not."""
    for tokens, label in ((999, "medium"), (1000, "accurate"), (1001, "accurate")):
        for known in ({}, {"concurrency": "1"}):
            case = " ".join((f"size guard {tokens}", *known))
            s.add(case, "range/exact", (tokens, 0, 0), "north", date="2024", known=known)
            assert s.reference.answer(s.requests[-1])["accuracy"] == label, case


def places(s: Suite) -> None:
    """A PUE that nobody publishes has a doubt of its own, in every way of serving."""
    ways: dict[str, dict[str, str]] = {
        "assumed": {},
        "said": {"concurrency": "30"},
        "seconds": {"gpu_seconds": "3", "accelerator": "board"},
        "metered": {"accelerator_wh": "0.7"},
    }
    for way, known in ways.items():
        for region in ("north", "one", "coal", "half", "pure", "world"):
            case = f"PUE of {region} {way}"
            s.add(case, "range/skew", USAGE, region, date="2024", known=known)
        for evidence in ("vendor", "single", "name-7b"):
            for assumed in (False, True):
                case = f"label of {evidence} {way}{' assumed' if assumed else ''}"
                model = f"label/{evidence}"
                s.add(case, model, (10, 0, 10), "one", date="2024", assumed=assumed, known=known)
