# SPDX-License-Identifier: Apache-2.0
"""A collector of spans: what an OTLP/HTTP endpoint with JSON is, for tests."""

import http.server
import json
import threading

from server import eventually


class Collector:
    """Takes POST /v1/traces. `answers`: the statuses of the first requests; afterwards 200. `is_stuck`: no answer at
    all until `release`."""

    def __init__(self, answers=(), is_stuck=False):
        self.answers = list(answers)
        self.released = threading.Event()
        if not is_stuck:
            self.released.set()
        self.requests = []
        self.tried = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.tried.append(self.path)
                outer.released.wait(60)
                status = outer.answers.pop(0) if outer.answers else 200
                if status == 200:
                    outer.requests.append((self.path, dict(self.headers), body))
                try:
                    self.send_response(status)
                    self.send_header("Content-Length", "2")
                    self.end_headers()
                    self.wfile.write(b"{}")
                except OSError:
                    self.close_connection = True

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def endpoint(self):
        return f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.released.set()
        self.server.shutdown()
        self.server.server_close()

    def release(self):
        self.released.set()

    def texts(self):
        return [body.decode() for _, _, body in list(self.requests)]

    def resources(self):
        return [resource for text in self.texts() for resource in json.loads(text)["resourceSpans"]]

    def spans(self):
        return [span for resource in self.resources() for scope in resource["scopeSpans"] for span in scope["spans"]]

    def wait_for(self, **attributes):
        """The span with these attributes, dots written as two underscores."""
        wanted = {name.replace("__", "."): value for name, value in attributes.items()}

        def found():
            return next((span for span in self.spans() if wanted.items() <= attributes_of(span).items()), None)

        return eventually(found, what=f"a span with {wanted}")


def attributes_of(span_or_resource):
    values = {}
    for each in span_or_resource["attributes"]:
        (kind, value), = each["value"].items()
        values[each["key"]] = int(value) if kind == "intValue" else value
    return values
