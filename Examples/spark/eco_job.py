"""spark-submit eco_job.py IN OUT: a usage log in Parquet, enriched, with its exact totals.

OUT appears when it is complete, rows and totals at once (OUT/_summary.json, as eco-calc --summary
writes them); one that is there already is left alone. Exit codes are those of eco-calc: 0 done, 2
columns that nothing is known of, 3 a file.
"""

from __future__ import annotations

import argparse
import sys
from typing import Any

from py4j.protocol import Py4JJavaError
from pyspark.errors import AnalysisException
from pyspark.sql import SparkSession

from ecomodel import Enricher, Ledger
from ecomodel.spark import enrich, ledger

USAGE, FILE = 2, 3


class Failure(Exception):
    """What ends a run: what to say, and the exit code."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class Place:
    """A folder of a Hadoop file system: of this machine, HDFS, or an object store."""

    def __init__(self, spark: SparkSession, path: str) -> None:
        # Spark has no interface of its own to files.
        self._jvm: Any = spark.sparkContext._jvm
        hadoop = self._jvm.org.apache.hadoop
        configuration = spark.sparkContext._jsc.hadoopConfiguration()
        self._path = hadoop.fs.Path(path)
        self._files = self._path.getFileSystem(configuration)
        self._path = self._files.makeQualified(self._path)
        self._context = hadoop.fs.FileContext.getFileContext(self._path.toUri(), configuration)

    def __str__(self) -> str:
        return str(self._path)

    def beside(self, name: str) -> str:
        """The path of a folder next to it."""
        return str(self._jvm.org.apache.hadoop.fs.Path(self._path.getParent(), name))

    @property
    def name(self) -> str:
        """Its last part."""
        return str(self._path.getName())

    def exists(self) -> bool:
        """Whether something is there."""
        return bool(self._files.exists(self._path))

    def write(self, name: str, text: str) -> None:
        """Writes a file in it."""
        file = self._files.create(self._jvm.org.apache.hadoop.fs.Path(self._path, name), False)
        file.write(bytearray(text, "utf-8"))
        file.close()

    def move(self, to: Place) -> None:
        """Moves it in one step to a place where nothing is."""
        rename = self._jvm.org.apache.hadoop.fs.Options.Rename
        how = self._jvm.java.lang.reflect.Array.newInstance(rename.NONE.getClass(), 0)
        self._context.rename(self._path, to._path, how)

    def delete(self) -> None:
        """Takes it away with all that is in it."""
        self._files.delete(self._path, True)


def run(spark: SparkSession, source: str, target: str, enricher: Enricher) -> Ledger:
    """Writes the output beside its place, counts what was written, and moves it there."""
    there = Place(spark, target)
    if there.exists():
        raise Failure(FILE, f"{there} is there already")
    # Of each submission its own: two of them never write into one folder.
    staged = there.beside(f"{there.name}.{spark.sparkContext.applicationId}.part")
    part = Place(spark, staged)
    try:
        enrich(spark.read.parquet(source), enricher).write.parquet(staged)
        # Totals of what stands in the output, even if the log has grown since.
        whole = ledger(spark.read.parquet(staged), enricher)
        part.write("_summary.json", whole.to_json())
        part.move(there)
    finally:
        part.delete()
    return whole


def pair(text: str) -> tuple[str, str]:
    """FIELD=VALUE."""
    name, equals, value = text.partition("=")
    if not (name and equals and value):
        raise argparse.ArgumentTypeError(f"{text}: expected FIELD=VALUE")
    return name, value


def main() -> int:
    """Runs the command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", metavar="IN", help="a file or a folder of Parquet")
    parser.add_argument("target", metavar="OUT", help="a folder that is not there yet")
    parser.add_argument("--from", dest="log_format", metavar="NAME", help="the log format")
    parser.add_argument("--map", type=pair, action="append", default=[], metavar="FIELD=COLUMN")
    parser.add_argument("--assume", type=pair, action="append", default=[], metavar="FIELD=VALUE")
    parser.add_argument("--with", dest="more", default="", metavar="LIST")
    given = parser.parse_args()
    spark = SparkSession.builder.appName("ecomodel").getOrCreate()
    try:
        enricher = Enricher(
            log_format=given.log_format,
            columns=dict(given.map),
            assume=dict(given.assume),
            more=[name for name in given.more.split(",") if name],
            prefix="eco_",
        )
        totals = run(spark, given.source, given.target, enricher).totals()
    except (Failure, ValueError, AnalysisException, Py4JJavaError) as error:
        code = getattr(error, "code", USAGE if isinstance(error, ValueError) else FILE)
        sys.stderr.write(f"eco_job.py: {error}\n")
        return code
    finally:
        spark.stop()
    print(
        f"{totals.records} records: {totals.estimated} estimated, {totals.rejected} rejected\n"
        f"{totals.energy_wh:f} Wh ({totals.energy_low_wh:f} to {totals.energy_high_wh:f}),"
        f" {totals.carbon_g:f} g CO₂e ({totals.carbon_low_g:f} to {totals.carbon_high_g:f})"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
