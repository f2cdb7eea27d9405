#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes what a built program is made of as a CycloneDX 1.5 document: the Debian packages of the libraries that it
loads and of the headers that were compiled into it, and the npm packages that are embedded.

    tools/sbom.py build/release/order-receiver >sbom.cdx.json
"""
import hashlib
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Header-only libraries leave no trace in the program; tools/packages.txt lists them under [build].
HEADER_ONLY = ("libboost1.81-dev", "libcli11-dev", "libtomlplusplus-dev")


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def package_of(path):
    """The Debian package that owns a file, whichever of the merged /usr names dpkg knows it by."""
    for name in (path, str(pathlib.Path(path).resolve()), path.removeprefix("/usr")):
        found = subprocess.run(["dpkg-query", "-S", name], capture_output=True, text=True, check=False)
        if found.returncode == 0:
            return found.stdout.split(":")[0]
    raise SystemExit(f"sbom: no package owns {path}")


def loaded_libraries(program):
    return sorted(set(re.findall(r"=> (/\S+) \(", output("ldd", program))))


def debian_component(package, scope):
    version, architecture, source = output(
        "dpkg-query", "-W", "-f", "${Version}\t${Architecture}\t${source:Package}", package).split("\t")
    return {"type": "library", "name": package, "version": version, "scope": scope,
            "purl": f"pkg:deb/debian/{package}@{version}?arch={architecture}&distro=debian-12",
            "bom-ref": f"deb:{package}", "properties": [{"name": "debian:source", "value": source}]}


def npm_components():
    for lock in sorted((ROOT / "web").glob("*/package-lock.json")):
        for path, entry in json.loads(lock.read_text())["packages"].items():
            if path and not entry.get("dev"):
                name = path.split("node_modules/")[-1]
                yield {"type": "library", "name": name, "version": entry["version"], "scope": "required",
                       "purl": f"pkg:npm/{name.replace('@', '%40')}@{entry['version']}", "bom-ref": f"npm:{name}",
                       **({"licenses": [{"license": {"id": entry["license"]}}]} if entry.get("license") else {})}


def main():
    program = pathlib.Path(sys.argv[1])
    version = json.loads(output(program, "version", "--json"))["version"]
    packages = {package_of(path) for path in loaded_libraries(program)}
    components = [debian_component(package, "required") for package in sorted(packages)]
    components += [debian_component(package, "required") for package in HEADER_ONLY if package not in packages]
    components += npm_components()
    document = {
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "metadata": {"component": {
            "type": "application", "name": "order-receiver", "version": version, "bom-ref": "order-receiver",
            "licenses": [{"license": {"id": "Apache-2.0"}}],
            "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(program.read_bytes()).hexdigest()}]}},
        "components": components,
        "dependencies": [{"ref": "order-receiver", "dependsOn": [each["bom-ref"] for each in components]}],
    }
    json.dump(document, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
