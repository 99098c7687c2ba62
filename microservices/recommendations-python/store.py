"""The service's own database: the file that the service in Nest has filled. Others may use it at the same time."""

import json
import sqlite3
import threading
import time
from datetime import datetime, timezone
from pathlib import Path
from urllib.parse import quote

from settings import SERVICE

# How long a write waits for its turn behind those of other processes before it fails, in seconds.
BUSY_SECONDS = 5

# What the database must have been written with, and no more: the names of the migrations of shared-domain/src/adapters/persistence.
MIGRATIONS = [
    "messaging1767225600000",
    "parkedEvents1767225600009",
    "versions1767225600020",
    "replicas1767225600021",
    "recommendations1767225600007",
    "inboxTimes-expands1767225600042",
]

# What has no time is never too old, and neither is anything for a subscriber that has forgotten nothing yet. Without the time of its
# application a row is never forgotten. An event from more than a day ahead would be in the way of younger ones.
RECEIVE = """INSERT INTO inbox (subscriber, event_id, dated_at, applied_at)
    SELECT ?1, ?2, ?3, iif(?3 <= ?4 + 86400000, ?4, NULL) WHERE coalesce(?3 > (SELECT at FROM inbox_horizons WHERE subscriber = ?1), 1)
    ON CONFLICT DO NOTHING"""
STANDING = """SELECT EXISTS (SELECT 1 FROM inbox WHERE subscriber = ?1 AND event_id = ?2),
    coalesce((SELECT at FROM inbox_horizons WHERE subscriber = ?1), 0)"""
# Not what was applied while the clock was ahead.
LAST = "SELECT dated_at FROM inbox WHERE subscriber = ? AND applied_at <= ? ORDER BY applied_at DESC LIMIT 1"
# Of those that were applied first, and before ?2, those that are dated before ?3. It reads no more than ?4 rows, whatever it finds.
OLD = """(SELECT event_id, dated_at FROM
    (SELECT event_id, dated_at FROM inbox WHERE subscriber = ?1 AND applied_at < ?2 ORDER BY applied_at, event_id LIMIT ?4)
    WHERE dated_at < ?3)"""
ANY_OLD = f"SELECT EXISTS (SELECT 1 FROM {OLD})"
RAISE = f"""INSERT INTO inbox_horizons (subscriber, at) SELECT ?1, max(dated_at) FROM {OLD} GROUP BY 1
    ON CONFLICT (subscriber) DO UPDATE SET at = max(inbox_horizons.at, excluded.at)"""
PRUNE = f"DELETE FROM inbox WHERE subscriber = ?1 AND event_id IN (SELECT event_id FROM {OLD})"

# SQLite's codes of what is wrong with the disk or the machine, and not with a statement: BUSY, LOCKED, NOMEM, READONLY, IOERR, FULL,
# CANTOPEN. The same statement may succeed later. Before Python 3.11 an error has no code, only words.
OUT_OF_REACH = (5, 6, 7, 8, 10, 13, 14)
WORDS_OF_IT = ("locked", "out of memory", "readonly", "I/O error", "full", "unable to open")


def is_outage(error):
    """Whether an error says nothing about the work itself: what it needs was out of reach."""
    if not isinstance(error, sqlite3.Error):
        return False
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return any(word in str(error) for word in WORDS_OF_IT)
    return code & 0xFF in OUT_OF_REACH


class TooOld(Exception):
    """As old as what the inbox has forgotten: nobody can tell whether the event has been applied."""

    def __init__(self, event_id, horizon):
        after = datetime.fromtimestamp(horizon / 1000, timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        super().__init__(f"{event_id} is too old: the inbox of {SERVICE} only knows what happened after {after}")


class Store:
    """Used by one thread, but for `ping` and `prune`."""

    def __init__(self, settings):
        self._uri = f"file:{quote(str(Path(settings.data_dir, f'{SERVICE}.sqlite').absolute()))}?mode=rw"
        # Transactions that have committed.
        self.commits = 0
        # Two threads count them.
        self._counting = threading.Lock()
        self._connection = None
        self._open()
        self._connection.execute(f"PRAGMA synchronous = {settings.durability}")

    def _connect(self):
        # Without an isolation level, transactions begin where this code says so.
        return sqlite3.connect(self._uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)

    def _open(self):
        """Opens the database. Refuses one that was written by another release: what is read of it, if anything, is outdated."""
        try:
            self._connection = self._connect()
            names = sorted(name for (name,) in self._connection.execute("SELECT name FROM migrations"))
        except sqlite3.Error as error:
            seeder = "node microservices/recommendations/dist/program.js seed"
            raise RuntimeError(f"{self._uri} is to be filled first, by {seeder}") from error
        if names != sorted(MIGRATIONS):
            raise RuntimeError(f"{self._uri} was written by another release: it has {names}, and {MIGRATIONS} are needed")

    def ping(self):
        """Raises when the database cannot be read. Any thread may call it."""
        connection = self._connect()
        try:
            connection.execute("SELECT event_id FROM inbox LIMIT 1").fetchall()
        finally:
            connection.close()

    def baskets_after(self, position):
        """Baskets after a position in the log, in order, each as its position, its customer's id and its SKUs."""
        rows = self._connection.execute(
            "SELECT position, customer_id, skus FROM baskets WHERE position > ? ORDER BY position", (position,)
        )
        return [(at, customer_id, json.loads(skus)) for at, customer_id, skus in rows]

    def order_ids(self, customer_id):
        """The ids of a customer's orders in the log, in no order."""
        rows = self._connection.execute("SELECT order_id FROM baskets WHERE customer_id = ?", (customer_id,))
        return [order_id for (order_id,) in rows]

    def apply_once(self, event_id, dated_at, order_id, customer_id, skus):
        """
        Appends the basket of an event, and notes in the same transaction that it has. False for an event that it had. `dated_at` is from when its
        age counts; without it the event is never forgotten. Raises TooOld where nobody can tell.
        """
        execute = self._connection.execute
        execute("BEGIN IMMEDIATE")
        try:
            first = execute(RECEIVE, (SERVICE, event_id, dated_at, int(time.time() * 1000))).rowcount > 0
            if not first:
                known, horizon = execute(STANDING, (SERVICE, event_id)).fetchone()
                if not known:
                    raise TooOld(event_id, horizon)
            else:
                execute(
                    "INSERT INTO baskets (order_id, customer_id, skus) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                    (order_id, customer_id, json.dumps(skus)),
                )
            execute("COMMIT")
        except BaseException:
            # SQLite has rolled back by itself after some errors, e.g. when the disk is full.
            if self._connection.in_transaction:
                execute("ROLLBACK")
            raise
        self._count_commit()
        return first

    def prune(self, retention_ms, now_ms, most):
        """
        Forgets what was applied longer ago than the retention, and is older by more than that than the event that was applied last: in a short
        transaction, and in none where nothing is old. Returns how many events. Any thread may call it.
        """
        connection = self._connect()
        try:
            last = connection.execute(LAST, (SERVICE, now_ms)).fetchone()
            if last is None:
                return 0
            before = (SERVICE, now_ms - retention_ms, min(now_ms, last[0]) - retention_ms, most)
            (found,) = connection.execute(ANY_OLD, before).fetchone()
            if not found:
                return 0
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(RAISE, before)
            forgotten = connection.execute(PRUNE, before).rowcount
            connection.execute("COMMIT")
            self._count_commit()
            return forgotten
        finally:
            # What has not committed is rolled back.
            connection.close()

    def _count_commit(self):
        with self._counting:
            self.commits += 1

    def close(self):
        self._connection.close()
