"""Spark's processes on loopback: jobs, and a standalone cluster whose workers can be killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType

import pyspark

HOME = Path(pyspark.__file__).parent
JOB = Path(__file__).with_name("eco_job.py")
PATIENCE = 180
"""Seconds after which something that has to come is given up."""


class Job:
    """A submission, with all that it says in a file."""

    def __init__(self, work: Path, master: str, *arguments: str | Path, script: Path = JOB) -> None:
        work.mkdir(parents=True)
        self.said = work / "said"
        options = {
            "spark.ui.enabled": "false",
            "spark.log.level": "WARN",
            "spark.local.dir": str(work),
            # A file is a task, so that there are tasks to lose.
            "spark.sql.files.openCostInBytes": "128m",
            "spark.sql.files.maxPartitionBytes": "128m",
        }
        confs = [word for pair in options.items() for word in ("--conf", "=".join(pair))]
        self.process = started(
            [HOME / "bin/spark-submit", "--master", master, *confs, script, *arguments],
            work,
            self.said,
        )

    def end(self) -> int:
        """Waits for its end; the exit code."""
        return self.process.wait(PATIENCE)

    def kill(self) -> None:
        """Ends it at once, with all that it started."""
        killed(self.process)


class Cluster:
    """A master and two workers of one core each."""

    def __init__(self, work: Path) -> None:
        work.mkdir(parents=True)
        self._work = work
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.master = f"spark://127.0.0.1:{port}"
        master = self._start("master.Master", "master", "--port", str(port))
        self._processes = [master]
        self.workers: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Cluster:
        log = self._work / "master.said"
        until(lambda: "I have been elected leader" in log.read_text(), self._processes[0])
        for name in ("worker-1", "worker-2"):
            options = ("--cores", "1", "--memory", "1200m", "--work-dir", self._work / name)
            self.workers.append(self._start("worker.Worker", name, *options, self.master))
            self._processes.append(self.workers[-1])
        until(lambda: log.read_text().count("Registering worker") == 2, self._processes[0])
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in self._processes:
            killed(process)

    def kill(self, worker: int) -> None:
        """Ends a worker at once, with its executor."""
        killed(self.workers[worker])

    def _start(self, which: str, name: str, *options: str | Path) -> subprocess.Popen[bytes]:
        command: list[str | Path] = [HOME / "bin/spark-class", f"org.apache.spark.deploy.{which}"]
        command += ["--host", "127.0.0.1", "--webui-port", "0", *options]
        return started(command, self._work, self._work / f"{name}.said")


def started(command: Sequence[str | Path], work: Path, said: Path) -> subprocess.Popen[bytes]:
    """A process with a group of its own, so that what it starts goes with it."""
    environment = os.environ | {
        "SPARK_HOME": str(HOME),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_DAEMON_MEMORY": "512m",
        "PYSPARK_PYTHON": sys.executable,
        "PYSPARK_DRIVER_PYTHON": sys.executable,
    }
    with said.open("wb") as file:
        return subprocess.Popen(
            command, cwd=work, env=environment, stdout=file, stderr=file, start_new_session=True
        )


def killed(process: subprocess.Popen[bytes]) -> None:
    """Ends a process and its group, where it has not ended."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def until(condition: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    """Waits for a condition while a process runs.

    Raises:
        RuntimeError: the process has ended, or too much time has gone.
    """
    end = time.monotonic() + PATIENCE
    while not condition():
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"{process.args!r} ended with {process.poll()}, or takes too long")
        time.sleep(0.02)
