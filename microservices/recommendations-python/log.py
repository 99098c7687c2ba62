"""JSON lines in the shape of the other services', which are pino's."""

import json
import os
import socket
import threading
import time
import traceback

from settings import SERVICE

LEVELS = {"trace": 10, "debug": 20, "info": 30, "warn": 40, "error": 50, "fatal": 60, "silent": 100}


class Logger:
    """Writes lines with a level by its number, the time in epoch milliseconds, pid, hostname and name. Leaves out what is below `level`."""

    def __init__(self, output, level):
        self._output = output
        self._least = LEVELS.get(level, LEVELS["info"])
        self._always = {"pid": os.getpid(), "hostname": socket.gethostname(), "name": SERVICE}
        self._lock = threading.Lock()

    def debug(self, message, **fields):
        self._write("debug", message, fields)

    def info(self, message, **fields):
        self._write("info", message, fields)

    def warn(self, message, **fields):
        self._write("warn", message, fields)

    def error(self, message, **fields):
        self._write("error", message, fields)

    def fatal(self, message, **fields):
        self._write("fatal", message, fields)

    def _write(self, level, message, fields):
        if LEVELS[level] < self._least:
            return
        err = fields.get("err")
        if isinstance(err, BaseException):
            stack = "".join(traceback.format_exception(type(err), err, err.__traceback__))
            fields = {**fields, "err": {"type": type(err).__name__, "message": str(err), "stack": stack}}
        line = {"level": LEVELS[level], "time": int(time.time() * 1000), **self._always, **fields, "msg": message}
        # What came with a message may be no text, e.g. bytes that are not UTF-8.
        text = json.dumps(line, default=str)
        with self._lock:
            self._output.write(text + "\n")
            self._output.flush()
