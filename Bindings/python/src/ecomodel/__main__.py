"""`python -m ecomodel enrich IN.parquet OUT.parquet`: a usage log in Parquet, enriched.

Exit codes are those of eco-calc: 0 done, 1 a gate was tripped, 2 the command line or columns that
nothing is known of, 3 a file, 4 tables or the methodology.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from . import Estimator, Ledger, __version__, table_names

if TYPE_CHECKING:
    from ._values import Totals

GATE, USAGE, FILE, DATA = 1, 2, 3, 4


class Failure(Exception):
    """What ends a run: what to say, and the exit code."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals and value):
        raise argparse.ArgumentTypeError(f"{text}: expected FIELD=VALUE")
    return name, value


def _limit(text: str) -> tuple[float, bool]:
    """A number of records, or a share of them in percent."""
    try:
        value = float(text.removesuffix("%"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text}: expected N or P%") from None
    return value, text.endswith("%")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ecomodel", description=__doc__)
    parser.add_argument("--version", action="version", version=f"ecomodel {__version__}")
    commands = parser.add_subparsers(required=True, metavar="enrich")
    enrich = commands.add_parser("enrich", help="add figures to a log in Parquet")
    enrich.add_argument("input", type=Path, metavar="IN.parquet")
    enrich.add_argument("output", type=Path, metavar="OUT.parquet")
    enrich.add_argument("--from", dest="log_format", metavar="NAME", help="the log format")
    enrich.add_argument(
        "--map", type=_pair, action="append", default=[], metavar="FIELD=COLUMN",
        help="which column is what",
    )  # fmt: skip
    enrich.add_argument(
        "--assume", type=_pair, action="append", default=[], metavar="FIELD=VALUE",
        help="region, provider, model, concurrency or accelerator of rows that do not say it",
    )  # fmt: skip
    enrich.add_argument(
        "--with", dest="more", default="", metavar="LIST", help="interval, basis, embodied"
    )
    enrich.add_argument(
        "--measured-unknown", action="store_true",
        help="models of unpublished size have figures where they were measured",
    )  # fmt: skip
    enrich.add_argument("--prefix", default="eco.", help="of the added columns")
    enrich.add_argument("--methodology", metavar="ID", help="the newest, unless given")
    enrich.add_argument("--data", type=Path, metavar="DIR", help="tables of your own")
    enrich.add_argument("--summary", type=Path, metavar="PATH", help="totals as JSON")
    enrich.add_argument("--max-rejects", type=_limit, default=(0, False), metavar="N|P%%")
    enrich.add_argument("--max-omitted", type=_limit, default=(100, True), metavar="N|P%%")
    enrich.add_argument("-q", "--quiet", action="store_true")
    return parser


def _estimator(methodology: str | None, folder: Path | None) -> Estimator:
    try:
        paths = [] if folder is None else [folder / name for name in table_names()]
        tables = {path.name: path.read_bytes() for path in paths if path.exists()}
    except OSError as error:
        raise Failure(FILE, str(error)) from None
    if folder is not None and not tables:
        raise Failure(FILE, f"{folder}: it has no tables")
    try:
        return Estimator(methodology, tables=tables)
    except ValueError as error:
        raise Failure(DATA, str(error)) from None


class Progress:
    """One line on a terminal: rows, rows a second, how much is done."""

    def __init__(self, rows: int, *, quiet: bool) -> None:
        self._rows, self._start = rows, time.monotonic()
        self._shows = not quiet and sys.stderr.isatty()

    def show(self, done: int) -> None:
        """Shows it anew."""
        if self._shows:
            speed = done / max(time.monotonic() - self._start, 1e-9)
            share = done / max(self._rows, 1)
            sys.stderr.write(f"\r{done} rows, {speed:,.0f} rows/s, {share:.0%} \x1b[K")

    def end(self, text: str) -> None:
        """Takes the line away and says what came of it."""
        if self._shows:
            sys.stderr.write(f"\r\x1b[K{text}")


def _enrich(given: argparse.Namespace) -> Ledger:
    """Writes the output beside its place, and moves it there when it is complete."""
    try:
        import pyarrow as pa  # noqa: PLC0415
        import pyarrow.parquet as pq  # noqa: PLC0415

        from ._arrow import ROWS, Enricher  # noqa: PLC0415
    except ImportError:
        raise Failure(USAGE, "this needs pyarrow: pip install 'ecomodel[arrow]'") from None

    estimator = _estimator(given.methodology, given.data)
    more = [name for name in given.more.split(",") if name]
    try:
        enricher = Enricher(
            estimator,
            log_format=given.log_format,
            columns=dict(given.map),
            assume=dict(given.assume),
            more=more,
            measured_unknown=given.measured_unknown,
            prefix=given.prefix,
        )
    except ValueError as error:
        raise Failure(USAGE, str(error)) from None
    try:
        source = pq.ParquetFile(given.input)
        handle, temporary = tempfile.mkstemp(
            dir=given.output.parent, prefix=f".{given.output.name}.", suffix=".part"
        )
    except (OSError, pa.ArrowException) as error:
        raise Failure(FILE, f"{given.input}: {error}") from None
    os.close(handle)
    try:
        progress, done = Progress(source.metadata.num_rows, quiet=given.quiet), 0
        with pq.ParquetWriter(temporary, enricher.schema(source.schema_arrow)) as writer:
            for batch in source.iter_batches(batch_size=ROWS):
                writer.write_batch(enricher(batch))
                done += batch.num_rows
                progress.show(done)
        ledger = enricher.ledger
        progress.end(_words(ledger.totals(), estimator.methodology_version))
        if given.summary:
            given.summary.write_text(ledger.to_json())
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(given.output)
    except ValueError as error:
        raise Failure(FILE if isinstance(error, pa.ArrowException) else USAGE, str(error)) from None
    except (OSError, pa.ArrowException) as error:
        raise Failure(FILE, str(error)) from None
    finally:
        Path(temporary).unlink(missing_ok=True)
    return ledger


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _words(totals: Totals, version: str) -> str:
    reasons = ", ".join(f"{r.code} {n}" for r, n in totals.omitted.items() if n)
    omitted = sum(totals.omitted.values())
    return (
        f"{totals.records} records: {totals.estimated} estimated, {omitted} without a figure"
        f"{f' ({reasons})' if reasons else ''}, {totals.rejected} rejected\n"
        f"{totals.energy_wh.normalize():f} Wh ({totals.energy_low_wh.normalize():f} to"
        f" {totals.energy_high_wh.normalize():f}), {totals.carbon_g.normalize():f} g CO₂e"
        f" ({totals.carbon_low_g.normalize():f} to {totals.carbon_high_g.normalize():f}),"
        f" {version}\n"
    )


def _gate(name: str, limit: tuple[float, bool], count: int, of: int) -> None:
    value, is_share = limit
    if count > (value * of / 100 if is_share else value):
        words = f"{value:g}%" if is_share else f"{value:g}"
        raise Failure(GATE, f"{count} of {of} records were {name}, over the limit of {words}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command line; returns the exit code."""
    given = _parser().parse_args(arguments)
    try:
        totals = _enrich(given).totals()
        _gate("rejected", given.max_rejects, totals.rejected, totals.records)
        omitted = totals.records - totals.estimated - totals.rejected
        _gate("omitted", given.max_omitted, omitted, totals.records)
    except Failure as failure:
        if not (given.quiet and failure.code == GATE):
            sys.stderr.write(f"ecomodel: {failure}\n")
        return failure.code
    return 0


if __name__ == "__main__":
    sys.exit(main())
