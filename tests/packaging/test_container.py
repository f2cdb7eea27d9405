# SPDX-License-Identifier: Apache-2.0
"""What the Containerfile promises, read from its text. tests/image builds and runs it (./dev soak)."""

import re

from server import ROOT

TEXT = (ROOT / "deploy/container/Containerfile").read_text()


def instructions(name):
    joined = TEXT.replace("\\\n", " ")
    return [line.split(None, 1)[1] for line in joined.splitlines() if line.startswith(name + " ")]


def test_it_runs_as_nobody_in_particular():
    user = instructions("USER")[-1]
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", user), "a numeric user, so that runAsNonRoot can be checked"


def test_it_has_a_health_check_a_signal_and_one_place_for_data():
    check, = instructions("HEALTHCHECK")
    assert 'CMD ["order-receiver", "healthcheck"]' in check
    assert instructions("STOPSIGNAL") == ["SIGTERM"] and instructions("VOLUME") == ["/data"]
    assert instructions("ENTRYPOINT") == ['["order-receiver"]'], "no shell between signals and the program"


def test_it_fetches_nothing_but_debian_packages_and_keeps_no_lists():
    assert not instructions("ADD") and "curl" not in TEXT and "wget" not in TEXT
    assert all("rm -rf" in line and "/var/lib/apt/lists" in line for line in instructions("RUN"))
    assert "SECRET=" not in TEXT.upper()


def test_the_context_is_the_package_alone():
    assert (ROOT / ".containerignore").read_text() == "*\n!build/package/*.deb\n"
    assert (ROOT / ".dockerignore").read_text() == (ROOT / ".containerignore").read_text()
