"""Settings of the other services, as far as they mean something here."""

import math
import re
from typing import NamedTuple
from urllib.parse import urlsplit

DAY_MS = 86_400_000

# The service's name: of its queues, its database's file, its log lines and its metrics.
SERVICE = "recommendations"

# What the other services can do, and this program cannot. It refuses to serve rather than to do less than it was asked to.
ONLY_VALUE = {"TRANSPORT": "rabbitmq", "EVENTS": "rabbitmq", "FAULT_INJECTION": "off", "FLAW": "none"}

LOG_LEVELS = ("fatal", "error", "warn", "info", "debug", "trace", "silent")

# What Node reads as a decimal number, once white space around it is gone.
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


class SettingError(Exception):
    """A setting that is missing or wrong, with what to do about it."""


class Settings(NamedTuple):
    host: str
    port: int
    data_dir: str
    durability: str
    amqp_url: str
    prefix: str
    tracing: bool
    # How long an applied event is remembered at least, in milliseconds.
    retention_ms: int


def number_of(text):
    """Reads a number as the other services do: white space may be around it, as in a file with the line ends of Windows. NaN for none."""
    text = text.strip()
    return float(text) if NUMBER.fullmatch(text) else math.nan


def is_amqp(url):
    """Whether it is the URL of a broker, and its port, where it has one, is a number of a port."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("amqp", "amqps") and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def read_settings(environment):
    """Reads the environment. An empty variable is one that was not set. Raises a SettingError that names every wrong variable."""
    wrong = []

    def value_of(name, fallback):
        return environment.get(name) or fallback

    def one_of(name, fallback, *valid):
        value = value_of(name, fallback)
        if value not in valid:
            wrong.append(f"  {name}: valid are {', '.join(valid)}")
        return value

    port = number_of(value_of("PORT", "3000"))
    if not (0 <= port <= 65_535 and port.is_integer()):
        wrong.append("  PORT: a whole number from 0 to 65535 is needed")
        port = 0
    amqp_url = value_of("AMQP_URL", "amqp://127.0.0.1:5672")
    if not is_amqp(amqp_url):
        wrong.append("  AMQP_URL: a URL is needed, amqp://user:password@host:port")
    prefix = value_of("AMQP_PREFIX", "")
    if not re.fullmatch(r"[\w.-]*", prefix, re.ASCII):
        wrong.append("  AMQP_PREFIX: only letters, digits, and . _ - are valid")
    days = number_of(value_of("INBOX_RETENTION_DAYS", "30"))
    if not 0 < days <= 36_500:
        wrong.append("  INBOX_RETENTION_DAYS: a number above 0 is needed, 36500 at most")
        days = 30
    one_of("LOG_LEVEL", "info", *LOG_LEVELS)
    for name, value in ONLY_VALUE.items():
        one_of(name, value, value)
    if value_of("DUTIES", "edge") == "services":
        wrong.append("  DUTIES: this program has no duties of the edge")
    if environment.get("SHOP_SEED"):
        wrong.append(
            "  SHOP_SEED: this program does not fill databases: node microservices/recommendations/dist/program.js seed does"
        )
    settings = Settings(
        host=value_of("HOST", "127.0.0.1"),
        port=int(port),
        data_dir=value_of("DATA_DIR", ".lab/data"),
        durability=one_of("DURABILITY", "full", "full", "normal"),
        amqp_url=amqp_url,
        prefix=prefix,
        tracing=one_of("TRACING", "off", "on", "off") == "on",
        retention_ms=int(days * DAY_MS),
    )
    if wrong:
        raise SettingError("These environment variables need another value:\n" + "\n".join(wrong))
    return settings
