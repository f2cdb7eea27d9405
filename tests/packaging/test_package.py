# SPDX-License-Identifier: Apache-2.0
"""The Debian package, its unit and its SBOM, made from the binary under test."""

import json
import os
import re
import stat
import subprocess
import sys

import pytest

from server import ROOT, binary


def run(*command, **more):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, **more)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """The .deb that `./dev package` makes, from this build folder."""
    build = binary().parent
    sbom = run(sys.executable, ROOT / "tools/sbom.py", binary())
    (build / "sbom.cdx.json").write_text(sbom)
    folder = tmp_path_factory.mktemp("package")
    run("cpack", "--config", build / "CPackConfig.cmake", "-B", folder)
    made, = folder.glob("*.deb")
    return made


@pytest.fixture(scope="module")
def unpacked(package, tmp_path_factory):
    folder = tmp_path_factory.mktemp("unpacked")
    run("dpkg-deb", "--extract", package, folder)
    run("dpkg-deb", "--control", package, folder / "control")
    return folder


def test_the_package_says_what_it_is_and_what_it_needs(package):
    fields = run("dpkg-deb", "--field", package)
    assert re.search(r"^Package: order-receiver$", fields, re.MULTILINE)
    depends = re.search(r"^Depends: (.*)$", fields, re.MULTILINE).group(1)
    for needed in ("libc6", "libsqlite3-0", "libssl3", "libargon2-1", "libcurl4", "tzdata", "ca-certificates"):
        assert needed in depends, depends


def test_its_program_runs_and_its_files_are_roots(package, unpacked):
    assert "order-receiver" in run(unpacked / "usr/bin/order-receiver", "version")
    listing = run("dpkg-deb", "--contents", package)
    assert all(line.split()[1] == "root/root" for line in listing.splitlines()), listing
    everybodys = [line for line in listing.splitlines() if re.match(r"^[-d].{7}w", line)]
    assert not everybodys, "nothing is everybody's to write"
    for name in ("README.md", "LICENSE", "CHANGELOG.md", "sbom.cdx.json", "docs/settings.md"):
        assert (unpacked / "usr/share/doc/order-receiver" / name).exists(), name


def test_its_settings_are_read_and_kept(unpacked):
    assert (unpacked / "control/conffiles").read_text() == "/etc/order-receiver/order-receiver.toml\n"
    settings = run(unpacked / "usr/bin/order-receiver", "config", "--config",
                   unpacked / "etc/order-receiver/order-receiver.toml", env={})
    assert "127.0.0.1" in settings


def test_its_scripts_make_a_secret_once_and_never_touch_orders(unpacked, tmp_path):
    (tmp_path / "etc/order-receiver").mkdir(parents=True)
    (tmp_path / "var/lib/order-receiver").mkdir(parents=True)
    secret = tmp_path / "etc/order-receiver/jwt_secret"
    environment = {**os.environ, "DPKG_ROOT": str(tmp_path)}
    run(unpacked / "control/postinst", "configure", env=environment)
    made = secret.read_text()
    assert len(made) == 64 and stat.S_IMODE(secret.stat().st_mode) == 0o600
    run(unpacked / "control/postinst", "configure", "0.0.1", env=environment)
    assert secret.read_text() == made, "an upgrade signs nobody out"
    run(unpacked / "control/prerm", "remove", env=environment)
    run(unpacked / "control/postrm", "purge", env=environment)
    assert not secret.exists() and (tmp_path / "var/lib/order-receiver").exists()


def test_the_unit_is_valid_and_hardened(unpacked, tmp_path):
    unit = tmp_path / "order-receiver.service"
    program = unpacked / "usr/bin/order-receiver"
    unit.write_text((unpacked / "lib/systemd/system/order-receiver.service").read_text().replace(
        "ExecStart=/usr/bin/order-receiver", f"ExecStart={program}"))
    complaints = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    mine = [line for line in complaints.stderr.splitlines() if "order-receiver.service" in line]
    assert complaints.returncode == 0 and not mine, complaints.stderr
    rated = subprocess.run(["systemd-analyze", "security", "--offline=true", "--threshold=20", unit],
                           capture_output=True, text=True, check=False)
    assert rated.returncode == 0, rated.stdout
    assert float(re.search(r"exposure level for \S+: ([\d.]+)", rated.stdout).group(1)) <= 2.0


def test_the_sbom_names_every_library_that_is_loaded(unpacked):
    document = json.loads((unpacked / "usr/share/doc/order-receiver/sbom.cdx.json").read_text())
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.5")
    components = {each["name"]: each for each in document["components"]}
    for name in ("libsqlite3-0", "libssl3", "libargon2-1", "libboost1.81-dev", "libtomlplusplus-dev"):
        assert components[name]["version"] and components[name]["purl"].startswith("pkg:deb/debian/")
    references = [each["bom-ref"] for each in document["components"]]
    assert len(references) == len(set(references))
    assert document["dependencies"] == [{"ref": "order-receiver", "dependsOn": references}]
