"""The operator's window into the process: health and metrics."""

import json
import socketserver
import threading
from http.server import BaseHTTPRequestHandler

from metrics import page_of


class Server(socketserver.ThreadingTCPServer):
    """Not http.server's own, which asks for the host's name in the network."""

    allow_reuse_address = True
    daemon_threads = True


def start_ops(settings, log, store, broker, counts):
    """Serves in threads of its own, as long as the process lives. Returns the port on which it listens."""

    class Handler(BaseHTTPRequestHandler):
        # A client that sends or reads slowly is left after so many seconds.
        timeout = 10

        def do_GET(self):
            path = self.path.partition("?")[0]
            try:
                if path == "/health/live":
                    self._answer(200, {"status": "ok"})
                elif path == "/health/ready":
                    self._readiness()
                elif path == "/metrics":
                    page = page_of(store, broker, counts)
                    self._send(200, "text/plain; version=0.0.4; charset=utf-8", page)
                else:
                    self._answer(404, {"status": "not found"})
            except OSError:
                # Who asked has gone.
                self.close_connection = True
            except Exception as error:
                # Who asks is not told: the error may hold paths, addresses or more.
                log.error("could not answer an operator", url=self.path, err=error)
                self._answer(500, {"status": "failed"})

        def _readiness(self):
            store.ping()
            if broker.ready:
                self._answer(200, {"status": "ready"})
            else:
                self._answer(503, {"status": "not ready", "waitingFor": ["RabbitMQ"]})

        def _answer(self, status, body):
            self._send(status, "application/json", json.dumps(body))

        def _send(self, status, content_type, text):
            content = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_arguments):
            """Operators' requests are not logged, as in the other services."""

    server = Server((settings.host, settings.port), Handler)
    # It looks so often whether it is to end, which it never is: each waking counts in an idle process.
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 60}, daemon=True).start()
    return server.server_address[1]
