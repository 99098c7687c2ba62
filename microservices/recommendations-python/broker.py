"""The connection to RabbitMQ. It comes back for ever after a loss, with all that was declared and consumed."""

import functools
import logging
import random
import threading
import time
from concurrent.futures import Future
from urllib.parse import urlsplit

import pika
from pika import exceptions

from queues import Copies, Names
from settings import SERVICE

HEARTBEAT_SECONDS = 10
HANDSHAKE_SECONDS = 5
# The broker is short of memory or disk: a connection that it does not read from for so long is given up, and made anew.
BLOCKED_SECONDS = 10
FIRST_CONNECT_SECONDS = 30
# For a channel that was closed by the broker to be noticed.
LOOK_EVERY_SECONDS = 5
# For the thread of the connection to answer another one.
ASK_SECONDS = 2

# As many as the service in Nest takes up at once: one is computed while the next one is read.
REQUESTS_AT_ONCE = 2
EVENTS_AT_ONCE = 16

# Ours tells of what goes wrong, once.
logging.getLogger("pika").addHandler(logging.NullHandler())
logging.getLogger("pika").propagate = False


class Lost(Exception):
    """The connection is of no use any more."""


def connect(settings, name):
    parameters = pika.URLParameters(settings.amqp_url)
    if "heartbeat" not in urlsplit(settings.amqp_url).query:
        parameters.heartbeat = HEARTBEAT_SECONDS
    parameters.socket_timeout = HANDSHAKE_SECONDS
    parameters.stack_timeout = HANDSHAKE_SECONDS
    parameters.blocked_connection_timeout = BLOCKED_SECONDS
    parameters.client_properties = {"connection_name": name}
    return pika.BlockingConnection(parameters)


class Broker:
    """
    Answers requests and applies events, all in the thread that calls `connect_first` and `run`: Python computes in one thread at a time
    anyway. Any other method may be called by any thread.
    """

    def __init__(self, settings, log, answers, subscriber):
        self._settings = settings
        self._log = log
        self._answers = answers
        self._subscriber = subscriber
        self._names = Names(settings.prefix)
        self._connection = None
        self._channels = ()
        self._blocked = False
        self._ending = threading.Event()
        # Set when `run` has drained and closed.
        self.ended = threading.Event()

    @property
    def ready(self):
        """Whether requests and events can pass."""
        return self._connection is not None and not self._blocked and not self._ending.is_set()

    def connect_first(self):
        """
        Connects, trying again for half a minute. Raises the last failure, and at once when the broker refuses the user name or password, or a
        queue that exists with other options.
        """
        until = time.monotonic() + FIRST_CONNECT_SECONDS
        attempt = 0
        while not self._try_to_connect(attempt, until) and not self._ending.wait(pause_after(attempt)):
            attempt += 1

    def run(self):
        """Works until `end` is called, and comes back after each loss."""
        attempt = 0
        while not self._ending.is_set():
            try:
                if self._connection is not None:
                    attempt = 0
                    self._work()
            except (exceptions.AMQPError, OSError, Lost) as error:
                self._log.warn("broker connection lost", broker=self._address, err=error)
                self._forget()
            if self._connection is None and not self._ending.wait(pause_after(attempt)):
                self._try_to_connect(attempt)
                attempt += 1
        self._drain()
        self.ended.set()

    def end(self):
        """Has `run` take no more requests and events, and return."""
        self._ending.set()
        self._call(lambda: None)

    def dead_letters(self):
        """Counts the events that could not be applied, by any process of the service. Raises when RabbitMQ is out of reach."""
        answer = Future()

        def count():
            try:
                channel = self._connection.channel()
                letters = self._names.declare_dead(channel)
                channel.close()
            except Exception as error:
                answer.set_exception(error)
            else:
                answer.set_result(letters)

        if not self._call(count):
            raise Lost("RabbitMQ is out of reach")
        return answer.result(timeout=ASK_SECONDS)

    def _call(self, task):
        """Has the thread of the connection do something, soon. Returns False where there is no connection."""
        connection = self._connection
        try:
            if connection is None:
                return False
            connection.add_callback_threadsafe(task)
            return True
        except exceptions.AMQPError:
            return False

    def _work(self):
        while not self._ending.is_set():
            self._connection.process_data_events(time_limit=LOOK_EVERY_SECONDS)
            if not all(channel.is_open for channel in self._channels):
                raise Lost("the broker closed a channel")

    def _try_to_connect(self, attempt, until=None):
        """Returns whether it has connected. Raises what `connect_first` does, where there is a time until which it must have."""
        try:
            self._open()
            return True
        except (exceptions.AMQPError, OSError) as error:
            self._log.warn("cannot connect to the broker", broker=self._address, attempt=attempt, err=error)
            if until is not None and (is_refusal(error) or time.monotonic() > until):
                raise RuntimeError(f"no connection to the broker at {self._address}") from error
            return False

    def _open(self):
        connection = connect(self._settings, SERVICE)
        try:
            self._channels = self._begin(connection)
        except BaseException:
            close_quietly(connection, self._log)
            raise
        self._blocked = False
        self._connection = connection
        self._log.info("connected to the broker", broker=self._address)

    def _begin(self, connection):
        """Declares all that is needed, and consumes from now on. Returns the channels."""
        connection.add_on_connection_blocked_callback(lambda _, frame: self._set_blocked(True, reason=frame.method.reason))
        connection.add_on_connection_unblocked_callback(lambda *_: self._set_blocked(False))
        requests, events = connection.channel(), connection.channel()
        self._names.declare_requests(requests)
        self._consume(requests, self._names.requests, REQUESTS_AT_ONCE, self._answers.answer)
        events.confirm_delivery()
        self._names.declare_events(events)
        receive = functools.partial(self._subscriber.receive, Copies(self._names, events))
        self._consume(events, self._names.events, EVENTS_AT_ONCE, receive)
        return requests, events

    def _consume(self, channel, queue, at_once, handle):
        def cancelled(_frame):
            raise Lost(f"the broker cancelled the consumer of {queue}; was it deleted?")

        channel.add_on_cancel_callback(cancelled)
        channel.basic_qos(prefetch_count=at_once)
        # Tags are a channel's own, and each channel has one consumer.
        channel.basic_consume(queue, handle, consumer_tag=SERVICE)

    def _set_blocked(self, blocked, **fields):
        self._blocked = blocked
        self._log.warn("the broker blocks publishers" if blocked else "the broker reads again", **fields)

    def _drain(self):
        """What was begun has ended, as this thread does one thing at a time. What was not goes back to its queue."""
        try:
            for channel in self._channels:
                channel.basic_cancel(SERVICE)
        except (exceptions.AMQPError, OSError) as error:
            self._log.warn("not drained", queue=SERVICE, err=error)
        self._forget()

    def _forget(self):
        connection, self._connection, self._channels = self._connection, None, ()
        if connection is not None:
            close_quietly(connection, self._log)

    @property
    def _address(self):
        """The broker's, without the password, for logs."""
        url = urlsplit(self._settings.amqp_url)
        return f"{url.hostname}:{url.port or 5672}{url.path}"


def close_quietly(connection, log):
    try:
        if connection.is_open:
            connection.close()
    except (exceptions.AMQPError, OSError) as error:
        log.debug("the connection did not close cleanly", err=error)


def is_refusal(error):
    """Whether trying again would not help."""
    if isinstance(error, exceptions.ChannelClosedByBroker):
        return error.reply_code == 406
    return isinstance(error, (exceptions.ProbableAuthenticationError, exceptions.ProbableAccessDeniedError))


def pause_after(attempt):
    """Seconds: at random, up to a limit that doubles. Processes that lose the broker at once do not all come back at once."""
    return random.random() * min(2.0, 0.2 * 2 ** min(attempt, 10))
