# SPDX-License-Identifier: Apache-2.0
"""The container image, really built with buildah and run: on a base that is made of Debian packages here, since no
registry of images is asked. Needs root, the network of Debian's packages, and the package of ./dev package."""

import json
import os
import signal
import socket
import subprocess

import pytest

from client import Business, Caller, register
from server import ROOT, eventually

BASE = "localhost/order-receiver-base"
IMAGE = "localhost/order-receiver"


class Buildah:
    """All of it in one folder, without privileges that a container of CI does not have."""

    def __init__(self, folder):
        self.command = ["buildah", "--root", str(folder / "root"), "--runroot", str(folder / "run"),
                        "--storage-driver", "vfs"]
        self.environment = {**os.environ, "BUILDAH_ISOLATION": "chroot"}

    def __call__(self, *arguments):
        done = subprocess.run([*self.command, *map(str, arguments)], capture_output=True, text=True,
                              env=self.environment, cwd=ROOT, check=False)
        assert done.returncode == 0, f"buildah {arguments}: {done.stdout[-3000:]}{done.stderr[-3000:]}"
        return done.stdout.strip()


@pytest.fixture(scope="module")
def buildah(tmp_path_factory):
    return Buildah(tmp_path_factory.mktemp("buildah"))


@pytest.fixture(scope="module")
def image(buildah, tmp_path_factory):
    base = tmp_path_factory.mktemp("base") / "base.tar"
    subprocess.run(["mmdebstrap", "--variant=minbase", "--include=ca-certificates", "bookworm", base], check=True,
                   capture_output=True)
    container = buildah("from", "scratch")
    buildah("add", container, base, "/")
    buildah("commit", "--rm", container, BASE)
    # Images in the OCI's own format have no health check.
    buildah("bud", "--format", "docker", "--build-arg", f"BASE={BASE}", "-f", "deploy/container/Containerfile",
            "-t", IMAGE, ".")
    return IMAGE


@pytest.fixture
def container(buildah, image):
    made = buildah("from", image)
    yield made
    buildah("rm", made)


def test_the_image_is_configured_as_promised(buildah, image):
    config = json.loads(buildah("inspect", "--type", "image", image))["Docker"]["config"]
    assert config["User"] == "10001:10001" and config["Entrypoint"] == ["order-receiver"]
    assert config["Healthcheck"]["Test"] == ["CMD", "order-receiver", "healthcheck"]
    assert config["StopSignal"] == "SIGTERM" and "/data" in config["Volumes"]


class Running:
    """A server in the container, as the tests' callers see it."""

    tls = None
    host = "127.0.0.1"

    def __init__(self, port):
        self.port = port


def test_it_takes_orders_as_nobody_and_writes_to_its_data_alone(buildah, container, tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # chroot isolation mounts no read-only root: that nothing but /data is written is seen from outside.
    before = changed_files(buildah, container)
    process = subprocess.Popen(
        [*buildah.command, "run", "--env", f"PORT={port}", "--env", "HOST=127.0.0.1", "--env",
         "JWT_SECRET=a-secret-of-this-test-that-is-long-enough", "--env", "RATE_LIMIT=off", container, "--",
         "order-receiver", "serve"], env=buildah.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        server = Running(port)
        eventually(lambda: answers(server), 60, "the server in the container is ready")
        business = Business(register(server))
        assert business.owner.place(business.order())["order_number"]
        owners = {os.stat(f"/proc/{pid}").st_uid for pid in servers_on(port)}
        assert owners == {10001}
    finally:
        for pid in servers_on(port):
            os.kill(pid, signal.SIGTERM)
        assert process.wait(40) == 0, process.stdout.read().decode()
    grown = changed_files(buildah, container) - before
    assert all(path.startswith(("data/", "run/", "etc/", "tmp/")) for path in grown), grown


def answers(server):
    try:
        return Caller(server).get("/health/ready").status == 200
    except OSError:
        return False


def servers_on(port):
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/environ", "rb") as environment, open(f"/proc/{pid}/comm", "rb") as name:
                if name.read().strip() == b"order-receiver" and f"PORT={port}\0".encode() in environment.read():
                    found.append(int(pid))
        except OSError:
            continue
    return found


def changed_files(buildah, container):
    root = buildah("mount", container)
    try:
        return {os.path.relpath(os.path.join(folder, name), root)
                for folder, _, names in os.walk(root) for name in names
                if not folder.startswith((root + "/proc", root + "/sys", root + "/dev"))}
    finally:
        buildah("umount", container)
