"""What prom-client shows of the other services, by the same names, in Prometheus' text format. Node's own metrics are not among it."""

import os
import resource
import time

from settings import SERVICE

STARTED_AT = round(time.time())

MEMORY = (
    ("process_resident_memory_bytes", "Resident memory size in bytes.", "VmRSS"),
    ("process_virtual_memory_bytes", "Virtual memory size in bytes.", "VmSize"),
    ("process_heap_bytes", "Process heap size in bytes.", "VmData"),
)


class Counts:
    """What the process has done since its start."""

    def __init__(self):
        self.sent = 0
        self.repeated = 0


def page_of(store, broker, counts):
    """What cannot be counted now is left out."""
    lines = []

    def show(name, kind, about, value):
        lines.extend([f"# HELP {name} {about}", f"# TYPE {name} {kind}", f'{name}{{process="{SERVICE}"}} {value}', ""])

    used = resource.getrusage(resource.RUSAGE_SELF)
    show("process_cpu_user_seconds_total", "counter", "Total user CPU time spent in seconds.", used.ru_utime)
    show("process_cpu_system_seconds_total", "counter", "Total system CPU time spent in seconds.", used.ru_stime)
    both = used.ru_utime + used.ru_stime
    show("process_cpu_seconds_total", "counter", "Total user and system CPU time spent in seconds.", both)
    show("process_start_time_seconds", "gauge", "Start time of the process since unix epoch in seconds.", STARTED_AT)
    sizes = memory()
    for name, about, field in MEMORY:
        if field in sizes:
            show(name, "gauge", about, sizes[field])
    if os.path.isdir("/proc/self/fd"):
        # The one that reads the folder is closed again.
        show("process_open_fds", "gauge", "Number of open file descriptors.", len(os.listdir("/proc/self/fd")) - 1)
    most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    show("process_max_fds", "gauge", "Maximum number of open file descriptors.", most)
    try:
        letters = broker.dead_letters()
        show("shop_dead_letters", "gauge", "Events that a subscriber could not apply; they wait for an operator", letters)
    except Exception:
        # RabbitMQ is out of reach, which readiness tells.
        pass
    show("shop_commits_total", "counter", "Transactions that have committed", store.commits)
    show("shop_messages_total", "counter", "Requests, replies and events that have been sent", counts.sent)
    repeated = "Events that came again after they had been applied"
    show("shop_events_repeated_total", "counter", repeated, counts.repeated)
    return "\n".join(lines)


def memory():
    """The fields of the process's status that are in kB, in bytes. Only Linux has them."""
    try:
        with open("/proc/self/status", encoding="utf-8") as status:
            fields = (line.split() for line in status)
            return {words[0].rstrip(":"): int(words[1]) * 1024 for words in fields if words[-1] == "kB"}
    except OSError:
        return {}
