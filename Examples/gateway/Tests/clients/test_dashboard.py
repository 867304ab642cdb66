"""The dashboard, as a browser without script shows it, and its export."""

import base64
import csv
import html
import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from browser import Browser
from calculator import recalculated
from conftest import KEY, OTHER_KEY, Gateway, Stub

FORMULA = "=cmd|' /C calc'!A0"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def gateway(stub: Stub, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    gateway = Gateway(tmp_path_factory.mktemp("dashboard"), stub)
    for number in range(1, 8):
        gateway.complete(f"[[usage {number * 101} {number * 7}]]", route={"region": "eu-west"})
    gateway.complete("[[usage 18 26 9]]")
    gateway.complete(model="acme/unknown-13")
    gateway.complete("[[nousage]]")
    gateway.complete(model=SCRIPT)
    gateway.complete(model=FORMULA)
    yield gateway
    assert gateway.stop() == 0


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no chromium: ci.sh installs Debian's")
    with Browser(program, tmp_path_factory.mktemp("chromium"), KEY) as browser:
        yield browser


def page(gateway: Gateway, path: str) -> str:
    status, _, text = gateway.text(path)
    assert status == 200, text
    return text


def nanos(text: str) -> int:
    whole, _, fraction = text.partition(".")
    return int(whole + fraction.ljust(9, "0"))


def digits(figure: float) -> str:
    """The decimal that a figure is, at nine places at most."""
    return format(figure, ".9f").rstrip("0")


def figures(gateway: Gateway, name: str) -> list[int]:
    """A figure of each record that has it, from the export, in billionths."""
    rows = csv.DictReader(gateway.export("csv"))
    return [nanos(row[name]) for row in rows if row[name]]


def stated(text: str, term: str) -> str:
    found = re.search(rf"<dt>{term}</dt><dd>(.*?)</dd>", text)
    assert found, term
    return html.unescape(found[1])


def test_totals_are_the_sums_of_the_records_to_the_last_digit(gateway: Gateway) -> None:
    text = page(gateway, "/dashboard?digits=all")
    for term, name in (("Energy", "eco.energy_wh"), ("Carbon", "eco.carbon_g")):
        assert nanos(stated(text, term).split()[0]) == sum(figures(gateway, name))
    count = len(figures(gateway, "eco.energy_wh"))
    assert stated(text, "Requests") == "12"
    assert stated(text, "With figures").startswith(f"{count} (66.6 % of the requests, ")
    low, high = re.findall(r"[\d.]+", stated(text, "Energy, interval"))
    assert nanos(low) < sum(figures(gateway, "eco.energy_wh")) < nanos(high)


def test_three_digits_are_shown_and_all_are_one_step_away(gateway: Gateway) -> None:
    text = page(gateway, "/dashboard")
    shown = stated(text, "Energy").split()[0]
    assert len(shown.replace(".", "").lstrip("0")) <= 3
    link = re.search(r'href="(.*?)">Show all digits', text)
    assert link
    exact = stated(page(gateway, html.unescape(link[1])), "Energy").split()[0]
    assert abs(float(shown) - float(exact)) / float(exact) < 0.005


def test_a_record_without_figures_shows_why_and_no_number(gateway: Gateway) -> None:
    records = {record.get("requested_model"): record for record in gateway.export("jsonl")}
    for name, reason in (("acme/unknown-13", "unknown_model"), (SCRIPT, "no_usage")):
        text = page(gateway, f"/dashboard/records/{records[name]['generation_id']}")
        assert "There are none: " in text
        assert f"<code>{reason}</code>" in text
        assert "Wh</dd>" not in text
    overview = page(gateway, "/dashboard")
    assert overview.count("<code>unknown_model</code>") == 2
    assert SCRIPT not in overview
    assert html.escape(SCRIPT) in overview


def test_every_figure_of_a_record_is_shown_as_it_is_kept(gateway: Gateway) -> None:
    for record in gateway.export("jsonl"):
        text = page(gateway, f"/dashboard/records/{record['generation_id']}")
        assert gateway.record(record["generation_id"]) == record
        values = [record["status"], record["created_at"], record["requested_model"]]
        if "total_tokens" in record:
            values += [str(record["total_tokens"]), digits(record["cost_credits"])]
        for value in values:
            assert f"<dd>{html.escape(value)}</dd>".replace("&#x27;", "&#39;") in text
        if "eco" in record:
            assert stated(text, "Energy") == digits(record["eco"]["energy_wh"]) + " Wh"
        for step in record["routing_trace"]:
            assert f"<td>{html.escape(step['why'])}</td>" in text


def test_the_command_of_a_record_gives_its_figures(gateway: Gateway, eco_calc: Path) -> None:
    record = next(record for record in gateway.export("jsonl") if "cached_tokens" in record)
    text = page(gateway, f"/dashboard/records/{record['generation_id']}")
    found = re.search(r"<pre>eco-calc (.*?)</pre>", text)
    assert found
    command = f"{eco_calc} {html.unescape(found[1])}"
    explained = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert digits(record["eco"]["energy_wh"]) in explained.stdout


def test_filters_leave_out_what_is_not_asked_for(gateway: Gateway) -> None:
    def requests(query: str) -> int:
        return int(stated(page(gateway, f"/dashboard?{query}"), "Requests"))

    assert requests("region=eu-north") == 2
    assert requests("model=acme/unknown-13") == 1
    assert requests("status=client_error") == 2
    assert requests("region=eu-west&model=openai%2Fgpt-4o-mini") == 7
    assert requests("to=2020-01-01") == 0
    assert requests("from=never&status=what&page=x") == 12


def test_the_export_is_the_filtered_records_and_eco_calc_reads_it(
    gateway: Gateway, eco_calc: Path
) -> None:
    status, headers, text = gateway.text("/dashboard/records.csv?region=eu-west")
    assert status == 200
    assert headers["Content-Disposition"] == 'attachment; filename="records.csv"'
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 8
    assert {row["region"] for row in rows} == {"eu-west"}
    assert sorted(row["created_at"] for row in rows) == [row["created_at"] for row in rows][::-1]
    path = gateway.directory / "filtered.csv"
    path.write_text(text)
    for old, new in zip(
        rows, csv.DictReader(recalculated(eco_calc, path).read_text().splitlines()), strict=True
    ):
        assert old["eco.energy_wh"] == new["eco.energy_wh"]


def test_no_text_of_a_client_is_a_formula_in_a_spreadsheet(gateway: Gateway) -> None:
    rows = csv.DictReader(io.StringIO(gateway.text("/dashboard/records.csv").answer))
    names = [row["requested_model"] for row in rows]
    assert "'" + FORMULA in names
    assert not [name for name in names if name.startswith("=")]


def test_a_key_is_needed_and_sees_its_own_records_only(gateway: Gateway) -> None:
    generation = gateway.last_record()["generation_id"]
    paths = ["", "/style.css", "/records.csv", f"/records/{generation}"]
    for path in paths:
        status, headers, _ = gateway.text("/dashboard" + path, key=None)
        assert status == 401
        assert headers["WWW-Authenticate"].startswith("Basic ")
    text = gateway.text("/dashboard", key=OTHER_KEY).answer
    assert stated(text, "Requests") == "0"
    assert gateway.request(f"/dashboard/records/{generation}", key=OTHER_KEY)[0] == 404
    basic = base64.b64encode(f"anybody:{KEY}".encode()).decode()
    status, _, text = gateway.text(
        "/dashboard", key=None, headers={"Authorization": f"Basic {basic}"}
    )
    assert (status, stated(text, "Requests")) == (200, "12")


WIDTHS = [390, 768, 1280]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_a_browser_shows_it_at_every_width_by_day_and_night(
    gateway: Gateway, browser: Browser, width: int, dark: bool
) -> None:
    record = next(record for record in gateway.export("jsonl") if "eco" in record)
    for name, path in (("list", ""), ("record", f"/records/{record['generation_id']}")):
        browser.open(gateway.url + "/dashboard" + path, width, dark=dark)
        assert browser.value(f"document.documentElement.scrollWidth <= {width}")
        # The browser draws its own date picker from data.
        near = (gateway.url + "/", "data:")
        elsewhere = [url for url in browser.requested if not url.startswith(near)]
        assert elsewhere == []
        colour = browser.value("getComputedStyle(document.body).backgroundColor")
        assert colour == ("rgb(19, 25, 23)" if dark else "rgb(255, 255, 255)")
        if "PICTURES" in os.environ:
            scheme = "dark" if dark else "light"
            browser.picture(Path(os.environ["PICTURES"]) / f"{name}-{width}-{scheme}.png")


def test_a_screen_reader_finds_names_for_everything(gateway: Gateway, browser: Browser) -> None:
    browser.open(gateway.url + "/dashboard", 1280)
    assert browser.value("document.documentElement.lang") == "en"
    assert browser.names("heading")[0] == "Records of key_7f3a"
    assert {"Model", "Region", "Status"} <= set(browser.names("combobox"))
    tables = browser.names("table")
    assert tables[:2] == ["Records, the newest first", "By model"]
    assert "" not in tables + browser.names("link") + browser.names("button")
    headers = browser.names("columnheader")
    assert "Energy, Wh" in headers
