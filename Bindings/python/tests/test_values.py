"""What goes in and what is refused."""

import datetime as dt
import pickle
import threading
from decimal import Decimal

import pytest

import ecomodel
from ecomodel import Accuracy, Basis, Estimate, Estimator, Rate, Serving, Unclassified

BEFORE_TODAY = dt.datetime(2024, 4, 26, 23, 30, tzinfo=dt.timezone(dt.timedelta(hours=-2)))


def rate() -> Rate:
    found = Estimator().rate(
        "openai/gpt-4o-mini", provider="openai", region="eu-west", at="2024-04-26"
    )
    assert isinstance(found, Rate)
    return found


@pytest.mark.parametrize(
    "at",
    [
        "2024-04-26",
        "2024-04-26T16:46:40Z",
        "2024-04-27T01:00:00+02:00",
        dt.date(2024, 4, 26),
        BEFORE_TODAY - dt.timedelta(hours=3),
        1_714_150_000,
        1_714_150_000.5,
    ],
)
def test_the_documented_example_is_the_same_however_its_day_is_said(at: ecomodel.Moment) -> None:
    cost = ecomodel.estimate(
        "openai/gpt-4o-mini",
        provider="openai",
        region="eu-west",
        at=at,
        prompt_tokens=18,
        completion_tokens=26,
    )
    assert isinstance(cost, Estimate)
    assert str(cost.energy_wh) == "0.002107239"
    assert str(cost.carbon_g) == "0.000570872"
    assert cost.accuracy is Accuracy.ACCURATE
    assert cost.basis is Basis.ASSUMED


def test_a_day_is_that_of_utc() -> None:
    eco = Estimator()
    late = eco.rate("gpt-4o-mini", region="eu-west", at="2024-12-31T23:30:00-01:00")
    assert late is eco.rate("gpt-4o-mini", region="eu-west", at="2025-01-01")
    assert late is not eco.rate("gpt-4o-mini", region="eu-west", at="2024-12-31")
    assert isinstance(late, Rate)
    assert late.basis["grid_year"] == 2025


def test_a_reason_is_false_and_says_its_code() -> None:
    cost = ecomodel.estimate("no-such-model", region="eu-west", prompt_tokens=1)
    assert not cost
    assert cost is Unclassified.UNKNOWN_MODEL
    assert Unclassified.UNKNOWN_MODEL.code == "unknown_model"


@pytest.mark.parametrize(
    "counts",
    [
        {"prompt_tokens": -1},
        {"prompt_tokens": 1, "cached_prompt_tokens": 2},
        {"prompt_tokens": 10**12 + 1},
        {"prompt_tokens": 2**64 + 18},
        {"prompt_tokens": 1, "requests": 0},
        {"prompt_tokens": 1, "requests": 10**9 + 1},
        {"completion_tokens": 2**63},
    ],
)
def test_counts_that_cannot_be_are_refused(counts: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="counts"):
        rate().estimate(
            counts.get("prompt_tokens", 0),
            counts.get("completion_tokens", 0),
            cached_prompt_tokens=counts.get("cached_prompt_tokens", 0),
            requests=counts.get("requests", 1),
        )


@pytest.mark.parametrize(
    ("serving", "words"),
    [
        (Serving(concurrency=0.5), "cannot be"),
        (Serving(concurrency="many"), "not a number"),
        (Serving(concurrency=1.0001), "3 places"),
        (Serving(concurrency=10**40), "argument out of range|int too large|required argument"),
        (Serving(gpu_seconds=-1, accelerator="h100-sxm"), "cannot be"),
        (Serving(gpu_seconds=1, accelerator="abacus"), "abacus"),
        (Serving(accelerator_wh=-1), "cannot be"),
        (Serving(accelerator_wh=10**13), "cannot be"),
        (Serving(accelerator_wh=float("nan")), "not a number"),
        (Serving(accelerator_wh=float("inf")), "not a number"),
    ],
)
def test_servings_that_cannot_be_are_refused(serving: Serving, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        rate().estimate(18, 26, serving=serving)


def test_numbers_are_exact_as_they_are_printed() -> None:
    costs = {
        rate().estimate(18, 26, serving=Serving(accelerator_wh=value))
        for value in (0.1, "0.1", Decimal("0.1"), Decimal("0.100"))
    }
    assert len(costs) == 1
    (cost,) = costs
    assert isinstance(cost, Estimate)
    assert cost.basis is Basis.METERED


def test_energy_beyond_64_bits_is_taken_whole() -> None:
    small = rate().estimate(18, 26, serving=Serving(accelerator_wh=1))
    large = rate().estimate(18, 26, serving=Serving(accelerator_wh=10**12))
    assert isinstance(small, Estimate)
    assert isinstance(large, Estimate)
    assert large.energy_nwh == 10**12 * small.energy_nwh > 1 << 64
    assert large.energy_wh == 10**12 * small.energy_wh


def test_an_unknown_methodology_and_a_faulty_table_say_what_is_wrong() -> None:
    with pytest.raises(ValueError, match=r"v0; there are v2-2026-12"):
        Estimator("v0")
    with pytest.raises(ValueError, match=r"models\.csv:1:"):
        Estimator(tables={"models.csv": b"id\n"})
    with pytest.raises(ValueError, match="expected one of"):
        Estimator(tables={"prices.csv": b"id\n"})


def test_moments_that_cannot_be_are_refused() -> None:
    for at in ("yesterday", 1e300, -1e18):
        with pytest.raises((ValueError, OverflowError)):
            ecomodel.estimate("gpt-4o-mini", region="eu-west", at=at, prompt_tokens=1)


def test_an_estimator_is_pickled_with_its_tables() -> None:
    eco = pickle.loads(pickle.dumps(Estimator("v1-2026-11")))
    assert eco.methodology_version == "v1-2026-11"


def test_texts_that_are_no_text_are_unknown_and_no_fault() -> None:
    for text in ("\udcff", "\0", "x" * 100_000):
        cost = ecomodel.estimate(text, region=text, provider=text, prompt_tokens=1)
        assert cost is Unclassified.UNKNOWN_MODEL


def test_threads_share_an_estimator() -> None:
    eco, found = Estimator(), []

    def work() -> None:
        costs = {
            eco.estimate("gpt-4o-mini", region="eu-west", at=86_400 * n, prompt_tokens=18)
            for n in range(19_000, 20_000)
        }
        found.append(costs)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert all(costs == found[0] for costs in found)
