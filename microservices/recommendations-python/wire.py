"""How requests, replies and events are written as messages: see shared-domain/src/adapters/messages."""

import json
import math
import re
import uuid
from typing import NamedTuple, Optional

CORRELATION_HEADER = "x-correlation-id"
# Which delivery of an event this is, from 1.
ATTEMPT_HEADER = "x-attempt"
# Why the last attempt failed.
ERROR_HEADER = "x-error"
# When an operator had it tried again, if one had, in epoch milliseconds.
REVIVED_HEADER = "x-revived"
# The type of a request that is too long for AMQP's own property.
TYPE_HEADER = "x-message"

# What goes into a log as a correlation id. Anything else may not.
LOGGABLE = re.compile(r"[A-Za-z0-9._:-]{1,64}")

ENVELOPE = ("id", "type", "occurredAt")

# Milliseconds with more digits are further away than any message waits. Python refuses to read very long numbers.
MOST_DIGITS = 16


def loggable(value, fallback=lambda: str(uuid.uuid4())):
    """The value, when it is a correlation id that may be logged; the fallback otherwise."""
    return value if isinstance(value, str) and LOGGABLE.fullmatch(value) else fallback()


class Request(NamedTuple):
    """What a request's type says, e.g. `catalog.find; deadline=1764435600000; for=3f1c9a; trace=…; token=…`."""

    # `<context>.<method>`, or whatever came in its place.
    pattern: str
    # Epoch milliseconds.
    deadline: Optional[int]
    correlation_id: str


def type_of(properties):
    """A message's type, wherever it stands."""
    text = properties.type or (properties.headers or {}).get(TYPE_HEADER)
    return text if isinstance(text, str) else ""


def number_in(headers, name, fallback=None):
    """A header that holds a number; the fallback for anything else."""
    value = (headers or {}).get(name)
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    return int(value) if is_number else fallback


def read_type(text):
    # A token is not for logs, and this service has no use for it, nor for the trace.
    known = text.partition("; token=")[0]
    rest, _, cause = known.partition("; trace=")[0].partition("; for=")
    pattern, limited, deadline = rest.partition("; deadline=")
    if limited and not deadline.isdecimal():
        # No deadline of ours: the whole is taken for the pattern then, which no handler has.
        return Request(known, None, loggable(cause))
    is_ever = limited and len(deadline) <= MOST_DIGITS
    return Request(pattern, int(deadline) if is_ever else None, loggable(cause))


def result_type(handler_ms, db_ms):
    """The type of a reply that holds a result: it reports how long the handler and its database took, in milliseconds."""
    return f"result; handler={handler_ms:.2f}; db={db_ms:.2f}"


def encode(value):
    return json.dumps(value, separators=(",", ":")).encode()


class NotAnEvent(Exception):
    """Its text is the reason."""


def read_event(body, types):
    """Reads an event of one of the types. What is in a queue may be anything. Raises NotAnEvent."""
    try:
        event = json.loads(body)
    # Also where it is nested so deeply that Python gives up.
    except (ValueError, RecursionError):
        raise NotAnEvent("not JSON") from None
    whole = isinstance(event, dict) and all(isinstance(event.get(name), str) and event[name] for name in ENVELOPE)
    if not whole or not isinstance(event.get("data"), (dict, list)):
        raise NotAnEvent("not an event: id, type, occurredAt and data are needed")
    if event["type"] not in types:
        raise NotAnEvent(f"not subscribed to {event['type']}")
    return event
