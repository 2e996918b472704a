"""A Spark cluster on this computer for tests: a master, two workers and Spark Connect, as small as they can be."""

import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from tests.house.tree import ROOT

HOME = Path(os.environ.get("PUBKPI_SPARK_HOME") or ROOT / ".venv-spark" / "server")
_STARTING = 240  # seconds; half a minute where nothing else runs
_ENDING = 20
_QUIET = {"spark.ui.enabled": "false", "spark.sql.catalogImplementation": "in-memory", "spark.driver.host": "127.0.0.1"}


def lacking():
    """What the cluster lacks here; blank where it can be started."""
    if os.name == "nt":
        return "its scripts are for Linux"
    if not shutil.which("java"):
        return "there is no Java: apt-get install openjdk-17-jre-headless"
    if not (HOME / "bin" / "spark-class").is_file():
        return f"there is no Spark in {HOME}: .ci/run --spark fetches it"
    if not find_spec("pyspark"):
        return "its client is not on the path: .ci/run --spark fetches it"
    return ""


class Cluster:
    """The processes of a cluster, each with its log in *folder*."""

    def __init__(self, folder):
        self.folder, self.processes = folder, {}
        self.master, self.port = _free_port(), _free_port()

    @property
    def address(self):
        return f"sc://127.0.0.1:{self.port}"

    def start(self):
        at, spark_class = f"spark://127.0.0.1:{self.master}", HOME / "bin" / "spark-class"
        local = ("--host", "127.0.0.1", "--webui-port", "0")
        deploy = "org.apache.spark.deploy"
        self._run("master", spark_class, f"{deploy}.master.Master", *local, "--port", self.master, memory="256m")
        for name in ("worker1", "worker2"):
            own = ("-c", "1", "-m", "1g", "-d", self.folder / name, at)
            self._run(name, spark_class, f"{deploy}.worker.Worker", *local, *own, memory="256m")
        settings = _QUIET | {
            "spark.connect.grpc.binding.port": self.port,
            "spark.connect.grpc.binding.address": "127.0.0.1",
            # a server notes within so much that a client died; by itself within seven minutes
            "spark.connect.execute.reattachable.senderMaxStreamDuration": "10s",
            "spark.connect.execute.manager.detachedTimeout": "5s",
            "spark.connect.execute.manager.maintenanceInterval": "1s",
            "spark.sql.shuffle.partitions": "4",
            "spark.sql.warehouse.dir": self.folder / "warehouse",
        }
        words = [word for name, value in settings.items() for word in ("--conf", f"{name}={value}")]
        server = ("--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "--master", at)
        size = ("--executor-memory", "900m", "--driver-memory", "1g")
        self._run("connect", HOME / "bin" / "spark-submit", *server, *size, *words, "spark-internal", memory="1g")
        until = time.monotonic() + _STARTING
        while not self._listens():
            assert time.monotonic() < until, (self.folder / "connect.log").read_text("utf-8")[-2000:]
            assert self.processes["connect"].poll() is None, (self.folder / "connect.log").read_text("utf-8")[-2000:]
            time.sleep(0.5)

    def kill(self, name):
        """End a process without a word, and what it has started."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def tasks(self, worker="worker*"):
        """What the executors of *worker* say of tasks that they began and ended, in order."""
        logs = self.folder.glob(f"{worker}/app-*/*/stderr")
        lines = [line for path in logs for line in path.read_text("utf-8").splitlines()]
        return sorted(line for line in lines if "Executor: Running task" in line or "Executor: Finished task" in line)

    def stop(self):
        for process in reversed(self.processes.values()):
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(_ENDING)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)

    def _run(self, name, *words, memory):
        env = {**os.environ, "SPARK_HOME": HOME, "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_DAEMON_MEMORY": memory}
        env |= {"SPARK_LOCAL_DIRS": self.folder / "local", "SPARK_NO_DAEMONIZE": "1"}
        with (self.folder / f"{name}.log").open("w") as log:
            self.processes[name] = subprocess.Popen(
                [str(word) for word in words],
                env={key: str(value) for key, value in env.items()},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _listens(self):
        with socket.socket() as one:
            return one.connect_ex(("127.0.0.1", self.port)) == 0


@contextmanager
def running(folder):
    made = Cluster(folder)
    try:
        made.start()
        yield made
    finally:
        made.stop()


def _free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]
