"""Names of everything that is declared on the broker, and the options of its queues: see microservices/messaging/src/rabbitmq."""

import json
import time

import pika

from settings import SERVICE
from subscriber import QUEUE, RETRY_DELAYS, TYPES
from wire import ATTEMPT_HEADER, ERROR_HEADER, REVIVED_HEADER

PERSISTENT = 2

# A prefix marks a temporary namespace (a test, a trial): its queues vanish so many milliseconds after their last use.
TEMPORARY_QUEUE = 30 * 60_000
# Nobody consumes the notes, so they are out of use from the last declaration on, however long the shop runs.
TEMPORARY_NOTES = 24 * 60 * 60_000


class Names:
    """With a prefix several shops share one vhost without seeing each other."""

    def __init__(self, prefix):
        self._prefix = prefix
        self._noted = set()
        self.requests = f"{prefix}rpc.{SERVICE}"
        self.events = f"{prefix}{QUEUE}"
        self.dead = f"{self.events}.dead"
        self._exchange = f"{prefix}shop.events"

    def declare_requests(self, channel):
        self._declare(channel, self.requests)

    def declare_events(self, channel):
        """The queue of events, which gets them from now on, and those in which an event waits that has failed."""
        for delay in RETRY_DELAYS:
            self.declare_retry(channel, delay)
        self.declare_dead(channel)
        self._note(channel, {"exchange": self._exchange})
        # A temporary exchange vanishes with the last queue that was bound to it.
        channel.exchange_declare(self._exchange, "topic", durable=True, auto_delete=bool(self._prefix))
        self._declare(channel, self.events)
        for kind in TYPES:
            channel.queue_bind(self.events, self._exchange, kind)

    def declare_retry(self, channel, delay):
        """Where events wait so many milliseconds for their next attempt. Returns the queue's name."""
        queue = f"{self.events}.retry.{delay}"
        back = {"x-dead-letter-exchange": "", "x-dead-letter-routing-key": self.events}
        self._declare(channel, queue, {"x-message-ttl": delay, **back})
        return queue

    def declare_dead(self, channel):
        """Where events end that no attempt is left for. Returns how many there are."""
        return self._declare(channel, self.dead).method.message_count

    def declare_main(self, channel):
        self._declare(channel, self.events)

    def _declare(self, channel, queue, arguments=None):
        """Declares a durable queue, and notes its name first, as microservices/messaging/src/rabbitmq/declare.ts says."""
        self._note(channel, {"queue": queue})
        expires = {"x-expires": TEMPORARY_QUEUE} if self._prefix else {}
        return channel.queue_declare(queue, durable=True, arguments={**(arguments or {}), **expires})

    def _note(self, channel, what):
        """Tells the owner of a temporary namespace what is declared in it, once."""
        content = json.dumps(what)
        if not self._prefix or content in self._noted:
            return
        notes = f"{self._prefix}declared"
        channel.queue_declare(notes, durable=True, arguments={"x-expires": TEMPORARY_NOTES})
        channel.basic_publish("", notes, content.encode(), pika.BasicProperties(delivery_mode=PERSISTENT))
        self._noted.add(content)


class Copies:
    """Copies of events that could not be applied. Its channel must have publisher confirms: a copy is stored when a method returns."""

    def __init__(self, names, channel):
        self._names = names
        self._channel = channel

    def store_for_retry(self, delay, properties, body, more):
        # Declared again because a temporary queue without consumers may have expired since.
        self._store(self._names.declare_retry(self._channel, delay), properties, body, more)

    def store_dead(self, properties, body, reason):
        """Among the dead, with the reason in its headers."""
        self._names.declare_dead(self._channel)
        self._store(self._names.dead, properties, body, {ERROR_HEADER: reason})

    def revive(self, properties, body):
        """In the queue of events, as if it were new: no attempt has been made at it, and its age counts from now."""
        fresh = {ATTEMPT_HEADER: None, ERROR_HEADER: None, REVIVED_HEADER: int(time.time() * 1000)}
        self._store(self._names.events, properties, body, fresh)

    def _store(self, queue, properties, body, more):
        """Raises when the copy is not, or may not be, stored. A header without a value is taken away."""
        headers = {**(properties.headers or {}), **more}
        copied = pika.BasicProperties(
            content_type=properties.content_type,
            delivery_mode=PERSISTENT,
            headers={name: value for name, value in headers.items() if value is not None},
            message_id=properties.message_id,
            timestamp=properties.timestamp,
            type=properties.type,
        )
        # Mandatory: the broker sends back what no queue gets, and that raises.
        self._channel.basic_publish("", queue, body, copied, mandatory=True)
