"""A real Spark cluster on this machine, out of the pyspark package: a master and two workers, gone with the block."""

from __future__ import annotations

import os
import queue
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

HERE = "127.0.0.1"
CONF = Path(__file__).parent / "conf"
WORKERS = 2
PATIENCE = 300  # seconds for a daemon to say that it is there, on a machine with other work


@contextmanager
def local_cluster(memory: str = "1600m") -> Iterator[str]:
    """The address of a master on loopback, with two workers of one core and `memory`."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="spark-")))
        port, page = _free_port(), _free_port()
        words = ["master.Master", "--host", HERE, "--port", str(port), "--webui-port", str(page)]
        stack.enter_context(_daemon(words, folder, "I have been elected leader"))
        address = f"spark://{HERE}:{port}"
        for _ in range(WORKERS):
            place = ["--host", HERE, "--webui-port", str(_free_port())]
            words = ["worker.Worker", *place, "--cores", "1", "--memory", memory, address]
            stack.enter_context(_daemon(words, folder, "Successfully registered with master"))
        yield address


def environment() -> dict[str, str]:
    """What a process needs to be told to be a part of the cluster, or to use it."""
    import pyspark

    home = str(Path(pyspark.__file__).parent)
    return {**os.environ, "SPARK_HOME": home, "SPARK_LOCAL_IP": HERE, "SPARK_CONF_DIR": str(CONF)}


@contextmanager
def _daemon(words: Sequence[str], folder: Path, sign: str) -> Iterator[None]:
    """A daemon of Spark, once it has said `sign`; it and what it has started end with the block."""
    env = {**environment(), "SPARK_DAEMON_MEMORY": "256m", "SPARK_WORKER_DIR": str(folder)}
    command = [f"{env['SPARK_HOME']}/bin/spark-class", f"org.apache.spark.deploy.{words[0]}", *words[1:]]
    with subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as daemon:
        said: queue.Queue[str] = queue.Queue()
        threading.Thread(target=_listen, args=(daemon, sign, said), daemon=True).start()
        try:
            heard = said.get(timeout=PATIENCE)
            if sign not in heard:
                raise RuntimeError(f"{words[0]} ended: {heard}")
            yield
        finally:
            daemon.terminate()
            daemon.wait(timeout=PATIENCE)


def _listen(daemon: subprocess.Popen[str], sign: str, said: queue.Queue[str]) -> None:
    """Read the daemon's log to its end; tell of the line with `sign`, or of its last one."""
    line = ""
    for line in daemon.stderr or ():
        if sign in line:
            said.put(line)
    said.put(line)


def _free_port() -> int:
    with socket.create_server((HERE, 0)) as taken:
        return int(taken.getsockname()[1])
