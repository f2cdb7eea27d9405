#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The table of docs/metrics.md, made of what a server shows at /metrics.

    curl -s http://127.0.0.1:8080/metrics | tools/metrics_table.py

A test takes a server that just started under TLS, so that every metric is there and none has grown series."""

import re
import sys

# Labels whose values are many, or another with each version.
OPEN_LABELS = {"route", "method", "status", "version", "le"}
SUFFIXES = ("_bucket", "_sum", "_count")
SAMPLE = re.compile(r"^([a-z_]+)(?:\{(.*)\})? (\S+)$")
LABEL = re.compile(r'([a-z_]+)="((?:[^"\\]|\\.)*)"')


def read(text):
    """{family: (type, help, {label: values})} in the order of the text."""
    families = {}
    for line in text.splitlines():
        if line.startswith("# HELP "):
            _, _, name, meaning = line.split(" ", 3)
            families[name] = [None, meaning, {}]
        elif line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            families[name][0] = kind
        elif line:
            name, labels, _ = SAMPLE.match(line).groups()
            if name not in families:
                name = next(name.removesuffix(suffix) for suffix in SUFFIXES if name.endswith(suffix))
            for label, value in LABEL.findall(labels or ""):
                if label != "le":
                    families[name][2].setdefault(label, []).append(value)
    return families


def cell(label, values):
    if label in OPEN_LABELS:
        return f"`{label}`"
    words = sorted({value for value in values if value},
                   key=lambda each: (each.isdigit(), len(each) * each.isdigit(), each))
    return f"`{label}`: " + ", ".join(words)


def table(text):
    lines = ["| Metric | Type | Labels | Meaning |", "|---|---|---|---|"]
    for name, (kind, meaning, labels) in sorted(read(text).items()):
        shown = "; ".join(cell(label, values) for label, values in labels.items())
        lines.append(f"| `{name}` | {kind} | {shown or '–'} | {meaning} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(table(sys.stdin.read()))
