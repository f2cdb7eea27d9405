# SPDX-License-Identifier: Apache-2.0
"""Commands of whoever runs the server, on a server's data folder."""

import json
import subprocess

from server import binary, environment


def operate(server, *words, expect=0, stdin=""):
    """The command's JSON; its problem's JSON when another exit code is expected."""
    done = run(server, *words, "--json", stdin=stdin)
    assert done.returncode == expect, done
    return json.loads(done.stderr if expect else done.stdout)


def run(server, *words, stdin=""):
    return run_on(server.data_dir, *words, stdin=stdin)


def run_on(folder, *words, stdin=""):
    return subprocess.run([binary(), *words, "--data-dir", str(folder)], env=environment(), input=stdin,
                          capture_output=True, text=True, timeout=120, check=False)


def restore(backup, folder, *words):
    done = run_on(folder, "restore", str(backup), *words, "--json")
    assert done.returncode == 0, done
    return json.loads(done.stdout)


def verify(folder, *words):
    """What `verify` says of a data folder, or of a backup named in `words`; checks that its exit code says the same."""
    done = run_on(folder, "verify", *words, "--json")
    assert done.stdout, done
    report = json.loads(done.stdout)
    assert done.returncode == (0 if report["sound"] else 1), done
    assert report["sound"] == (report["findings"] == []) == (report["findings_total"] == 0), report
    return report
