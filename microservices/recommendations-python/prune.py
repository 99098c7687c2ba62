"""What the inbox forgets, a few events at a time, so that nobody's write waits long for it."""

import threading
import time

from settings import SERVICE

# Longest time from one sweep to the next, in seconds: where little is remembered, they come more often.
EVERY_SECONDS = 60
# Shortest one: where next to nothing is remembered, a process has other things to do all the same.
LEAST_SECONDS = 0.1
# From one batch of a sweep to the next: the time in which others write.
REST_SECONDS = 0.05
# How many events are forgotten in one transaction.
BATCH = 200


def keep_pruning(store, retention_ms, log):
    """In a thread of its own, as long as the process lives. A batch that the end of the process cuts off is rolled back."""

    def work():
        while True:
            time.sleep(min(EVERY_SECONDS, max(LEAST_SECONDS, retention_ms / 1000)))
            try:
                many = sweep(store, retention_ms)
                if many > 0:
                    log.debug("old events forgotten", subscriber=SERVICE, many=many)
            except Exception as error:
                log.warn("old events could not be forgotten yet", err=error)

    threading.Thread(target=work, daemon=True).start()


def sweep(store, retention_ms):
    """Forgets what is old now. Returns how many events."""
    many = 0
    while True:
        forgotten = store.prune(retention_ms, int(time.time() * 1000), BATCH)
        many += forgotten
        if forgotten < BATCH:
            return many
        time.sleep(REST_SECONDS)
