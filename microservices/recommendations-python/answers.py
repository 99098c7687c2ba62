"""Replies to requests: the context's operations over the model that the store's log makes."""

import json
import time

import pika

from model import Model
from settings import SERVICE
from store import is_outage
from wire import encode, read_type, result_type, type_of


class Answers:
    def __init__(self, store, log, counts):
        self._store = store
        self._log = log
        self._counts = counts
        self._model = Model()
        self._db_seconds = 0.0
        self._methods = {
            f"{SERVICE}.forProduct": self._for_product,
            f"{SERVICE}.forCustomer": self._for_customer,
            f"{SERVICE}.baskets": self._baskets,
        }

    def answer(self, channel, method, properties, body):
        """
        Carries a request out and replies. It always acknowledges in the end: one that failed has been answered, and an unreadable one stays
        unreadable.
        """
        asked = read_type(type_of(properties))
        log = {
            "redelivered": method.redelivered,
            "pattern": asked.pattern,
            "correlationId": asked.correlation_id,
        }
        reply = self._reply_to(asked, properties, body, log)
        if reply is not None:
            self._counts.sent += 1
            kind, content = reply
            if properties.reply_to:
                about = pika.BasicProperties(
                    content_type="application/json", type=kind, correlation_id=properties.correlation_id or ""
                )
                channel.basic_publish("", properties.reply_to, content, about)
        channel.basic_ack(method.delivery_tag)

    def _reply_to(self, asked, properties, body, log):
        """Type and content of the reply. None when nobody waits for it any more; nothing is done then."""
        if asked.deadline is not None and asked.deadline <= time.time() * 1000:
            self._log.debug("request had expired", **log)
            return None
        handler = self._methods.get(asked.pattern)
        try:
            if not properties.reply_to:
                return self._malformed("malformed-request", log)
            if handler is None:
                return self._malformed("unknown-method", log)
            payload = json.loads(body) if body else None
        # Also where it is nested so deeply that Python gives up.
        except (ValueError, RecursionError):
            return self._malformed("malformed-request", log)
        begun = time.perf_counter()
        self._db_seconds = 0.0
        try:
            content = encode(handler(payload))
        except Exception as error:
            self._log.error("request failed", err=error, **log)
            return "error", encode({"code": "unavailable" if is_outage(error) else "failed"})
        handler_seconds = time.perf_counter() - begun
        return result_type(handler_seconds * 1000, self._db_seconds * 1000), content

    def _malformed(self, code, log):
        self._log.error("request is malformed", code=code, **log)
        return "error", encode({"code": code})

    def _for_product(self, query):
        self._catch_up()
        return self._model.like_product(query["sku"], query["limit"])

    def _for_customer(self, query):
        self._catch_up()
        return self._model.like_customer(query["customerId"], query["limit"])

    def _baskets(self, query):
        return self._timed(self._store.order_ids, query["customerId"])

    def _catch_up(self):
        """Learns what is new: the store's log may be fed by several processes."""
        for position, customer_id, skus in self._timed(self._store.baskets_after, self._model.position):
            self._model.learn(customer_id, skus)
            self._model.position = position

    def _timed(self, ask, parameter):
        begun = time.perf_counter()
        try:
            return ask(parameter)
        finally:
            self._db_seconds += time.perf_counter() - begun
