# SPDX-License-Identifier: Apache-2.0
"""What a server shows at /metrics, as numbers."""

import re

from client import Caller

PREFIX = "order_receiver_"
SAMPLE = re.compile(r"^([a-z_]+)(?:\{(.*)\})? (\S+)$")
LABEL = re.compile(r'([a-z_]+)="((?:[^"\\]|\\.)*)"')


class Scrape:
    def __init__(self, text):
        self.text = text
        self.samples = {}
        for line in text.splitlines():
            if line and not line.startswith("#"):
                name, labels, value = SAMPLE.match(line).groups()
                key = (name.removeprefix(PREFIX), frozenset(LABEL.findall(labels or "")))
                assert key not in self.samples, f"twice: {line}"
                self.samples[key] = float(value)

    def __call__(self, name, **labels):
        """The value of one series, or 0."""
        return self.samples.get((name, frozenset(labels.items())), 0)

    def sum(self, name, **labels):
        """Over every series with at least these labels."""
        wanted = set(labels.items())
        return sum(value for (found, has), value in self.samples.items() if found == name and wanted <= has)

    def names(self):
        return {name for name, _ in self.samples}


def scrape(server, path="/metrics", **headers):
    answer = Caller(server).get(path, headers=headers)
    assert answer.status == 200, answer
    return Scrape(answer.body.decode())
