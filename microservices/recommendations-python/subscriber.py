"""Applies events, each once, however often it is delivered."""

import time
from datetime import datetime

from settings import SERVICE
from store import TooOld, is_outage
from wire import (
    ATTEMPT_HEADER,
    CORRELATION_HEADER,
    ERROR_HEADER,
    REVIVED_HEADER,
    NotAnEvent,
    loggable,
    number_in,
    read_event,
)

TYPES = ("order.confirmed",)
QUEUE = f"{SERVICE}.events"

# Before each attempt at an event but the first, in milliseconds.
RETRY_DELAYS = (200, 1_000, 5_000)
# Longer error texts are cut: a message's headers have a limit of 64 KiB, and the log has the whole.
ERROR_TEXT = 500
# Before a message goes back to its queue because it could not even be set aside, in seconds.
REQUEUE_PAUSE = 1


def dated_at(event, headers):
    """
    From when the age of an event counts, in epoch milliseconds: when an operator had it tried again, or when it happened. None where neither can be
    read.
    """
    revived = number_in(headers, REVIVED_HEADER)
    if revived is not None:
        return revived
    try:
        # Before 3.11, Python does not know the Z.
        return round(datetime.fromisoformat(event["occurredAt"].replace("Z", "+00:00")).timestamp() * 1000)
    except (ValueError, OverflowError):
        return None


class Subscriber:
    def __init__(self, store, log, counts):
        self._store = store
        self._log = log
        self._counts = counts

    def receive(self, queues, channel, method, properties, body):
        """Applies an event and acknowledges it. One that fails waits for its next attempt, or goes to the dead letters after the last."""
        headers = properties.headers or {}
        log = {"queue": QUEUE, "type": properties.type}
        try:
            event = read_event(body, TYPES)
        except NotAnEvent as reason:
            log["correlationId"] = loggable(headers.get(CORRELATION_HEADER))
            self._log.error("not a readable event; dead-lettered", reason=str(reason), **log)
            self._replace(channel, method, lambda: queues.store_dead(properties, body, str(reason)[:ERROR_TEXT]))
            return
        log["correlationId"] = loggable(headers.get(CORRELATION_HEADER), lambda: event["id"])
        try:
            first = self._apply(event, dated_at(event, headers))
        except Exception as error:
            failed = error
            self._replace(channel, method, lambda: self._set_aside(queues, properties, body, failed, event, log))
            return
        if not first:
            self._counts.repeated += 1
        channel.basic_ack(method.delivery_tag)

    def _apply(self, event, at):
        facts = event["data"]
        skus = [line["sku"] for line in facts["lines"]]
        return self._store.apply_once(event["id"], at, facts["orderId"], facts["customerId"], skus)

    def _set_aside(self, queues, properties, body, error, event, log):
        """Stores a copy of a message whose attempt has failed: for its next attempt, or among the dead after the last one."""
        attempt = number_in(properties.headers, ATTEMPT_HEADER, 1)
        # A number that none of ours has, also one below the first, is taken for the last one.
        last = not 1 <= attempt <= len(RETRY_DELAYS)
        reason = f"{type(error).__name__}: {error}"[:ERROR_TEXT]
        # An outage says nothing about the event: it does not bring it nearer to the dead.
        counts = not is_outage(error)
        # One that is too old is not made younger by another attempt.
        if isinstance(error, TooOld) or counts and last:
            queues.store_dead(properties, body, reason)
            self._log.error("event failed for the last time; dead-lettered", eventId=event["id"], err=error, **log)
            return
        delay = RETRY_DELAYS[-1 if last else attempt - 1]
        more = {ATTEMPT_HEADER: attempt + 1 if counts else attempt, ERROR_HEADER: reason}
        queues.store_for_retry(delay, properties, body, more)
        self._log.warn("event failed; will be tried again", eventId=event["id"], err=error, **log)

    def _replace(self, channel, method, store):
        """Acknowledges a message once its replacement is stored; when that cannot be, it goes back to its queue."""
        try:
            store()
        except Exception as error:
            self._log.error("event could not be set aside", queue=QUEUE, err=error)
            time.sleep(REQUEUE_PAUSE)
            channel.basic_nack(method.delivery_tag, requeue=True)
        else:
            channel.basic_ack(method.delivery_tag)
