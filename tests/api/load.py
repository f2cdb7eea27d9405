# SPDX-License-Identifier: Apache-2.0
"""Orders that keep coming."""

import threading

from server import eventually


class Load:
    """Posts orders on a few threads until it is stopped; knows which were acknowledged."""

    def __init__(self, business, posters=3):
        self.business = business
        self.channel = business.key()
        self.orders = []  # as acknowledged, in no order
        self._stopping = threading.Event()
        self._failures = []
        self._threads = [threading.Thread(target=self._post, args=(self.channel.again(),), daemon=True)
                         for _ in range(posters)]
        for thread in self._threads:
            thread.start()

    def _post(self, channel):
        try:
            while not self._stopping.is_set():
                self.orders.append(channel.place(self.business.order()))
        except Exception as error:
            self._failures.append(error)

    def reaches(self, count):
        eventually(lambda: len(self.orders) >= count or self._failures, 60, f"{count} orders")

    def stop(self):
        self._stopping.set()
        for thread in self._threads:
            thread.join(60)
        assert not self._failures, self._failures
