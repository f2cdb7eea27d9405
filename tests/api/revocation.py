# SPDX-License-Identifier: Apache-2.0
"""How soon what was revoked must have ended."""

import time

# Promised: a second. Under a sanitizer, or on a machine that is busy with something else, a little more.
SOON = 3


def soon_closed(socket):
    started = time.monotonic()
    code = socket.expect_close()
    assert time.monotonic() - started < SOON
    return code
