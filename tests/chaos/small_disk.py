# SPDX-License-Identifier: Apache-2.0
"""A disk of a few megabytes that a test may fill: a tmpfs of its own, which only root can mount."""

import contextlib
import errno
import os
import subprocess

import pytest


class SmallDisk:
    def __init__(self, folder):
        self.folder = folder
        self.filler = folder / "filler"

    def fill(self):
        """Takes every block that is left."""
        with open(self.filler, "ab", buffering=0) as filler, contextlib.suppress(OSError):
            while True:
                filler.write(bytes(4096))
        with pytest.raises(OSError) as refused, open(self.folder / "probe", "wb", buffering=0) as probe:
            probe.write(bytes(4096))
        assert refused.value.errno == errno.ENOSPC
        (self.folder / "probe").unlink()

    def free(self):
        self.filler.unlink(missing_ok=True)

    def remount(self, how):
        _mount("-o", f"remount,{how}", str(self.folder))


@contextlib.contextmanager
def small_disk(folder, size="12m"):
    """Fails where it cannot be mounted: what it is for must not go untested."""
    folder.mkdir()
    _mount("-t", "tmpfs", "-o", f"size={size},mode=0700", "order-receiver-test", str(folder))
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _mount(*words):
    done = subprocess.run(["mount", *words], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.fail(f"these tests fill a small disk and need root to mount one (uid {os.geteuid()}): {done.stderr}")
