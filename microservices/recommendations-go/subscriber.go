package main

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"
)

// The one type of event that it learns from.
const orderConfirmed = "order.confirmed"

// Before each attempt at an event but the first, so many milliseconds.
var retryDelays = []int{200, 1_000, 5_000}

const (
	// Longer error texts are cut: a message's headers have a limit of 64 KiB, and the log has the whole.
	errorText = 500
	// For the broker to confirm a message.
	confirmTime = 10 * time.Second
	// Before a message goes back to its queue because it could not even be set aside.
	requeuePause = time.Second
)

// A subscriber applies events, each once, however often it is delivered.
type subscriber struct {
	store *store
	log   *logger
	done  *counts
}

func newSubscriber(store *store, log *logger, done *counts) *subscriber {
	return &subscriber{store: store, log: log, done: done}
}

type event struct {
	ID, Type, OccurredAt string
	Data                 json.RawMessage
}

// readEvent reads what came out of the queue, which may be anything. The reason is empty for an event of the type.
func readEvent(body []byte) (read event, reason string) {
	if !json.Valid(body) {
		return event{}, "not JSON"
	}
	err := json.Unmarshal(body, &read)
	whole := err == nil && read.ID != "" && read.Type != "" && read.OccurredAt != ""
	if !whole || len(read.Data) == 0 || read.Data[0] != '{' && read.Data[0] != '[' {
		return event{}, "not an event: id, type, occurredAt and data are needed"
	}
	if read.Type != orderConfirmed {
		return event{}, "not subscribed to " + read.Type
	}
	return read, ""
}

// basketIn is what the confirmed order held.
func basketIn(data json.RawMessage) (basket, error) {
	var facts struct {
		OrderID, CustomerID string
		Lines               []struct{ Sku string }
	}
	if err := json.Unmarshal(data, &facts); err != nil {
		return basket{}, err
	}
	if facts.OrderID == "" || facts.CustomerID == "" || facts.Lines == nil {
		return basket{}, errors.New("not an order: orderId, customerId and lines are needed")
	}
	read := basket{orderID: facts.OrderID, customerID: facts.CustomerID, skus: []string{}}
	for _, line := range facts.Lines {
		read.skus = append(read.skus, line.Sku)
	}
	return read, nil
}

// receive applies an event and acknowledges it. One that fails waits for its next attempt, or goes to the dead letters after the last.
func (s *subscriber) receive(message amqp.Delivery, out *confirmed) {
	read, reason := readEvent(message.Body)
	fallback := freshID
	if reason == "" {
		fallback = func() string { return read.ID }
	}
	correlationID := loggable(message.Headers[correlationHeader], fallback)
	log := &logger{s.log.With("queue", eventQueue, "correlationId", correlationID, "type", message.Type)}
	if reason != "" {
		log.Error("not a readable event; dead-lettered", "reason", reason)
		s.replace(message, log, out.bury(message, reason))
		return
	}
	first, err := guarded(func() (bool, error) { return s.apply(read, datedAt(read, message.Headers)) })
	if err != nil {
		fate, stored := putAside(message, err, out)
		if stored == nil && fate == dead {
			log.Error("event failed for the last time; dead-lettered", "eventId", read.ID, failure(err))
		} else if stored == nil {
			log.Warn("event failed; will be tried again", "eventId", read.ID, failure(err))
		}
		s.replace(message, log, stored)
		return
	}
	if !first {
		s.done.repeated.Add(1)
	}
	settle(message.Ack(false), log)
}

// putAside stores a copy of an event that could not be applied. An outage says nothing about the event: it does not bring it nearer to the
// dead. One that is too old is not made younger by another attempt.
func putAside(message amqp.Delivery, err error, out *confirmed) (fate, error) {
	var old *tooOld
	if errors.As(err, &old) {
		return dead, out.bury(message, err.Error())
	}
	return out.setAside(message, err.Error(), !isOutage(err))
}

// datedAt is from when the age of an event counts, in epoch milliseconds: when an operator had it tried again, or when it happened. Nil where
// neither can be read.
func datedAt(read event, headers amqp.Table) *int64 {
	if revived := numberIn(headers, revivedHeader, -1); revived >= 0 {
		return &revived
	}
	occurred, err := time.Parse(time.RFC3339, read.OccurredAt)
	if err != nil {
		return nil
	}
	at := occurred.UnixMilli()
	return &at
}

func (s *subscriber) apply(read event, datedAt *int64) (bool, error) {
	b, err := basketIn(read.Data)
	if err != nil {
		return false, err
	}
	ctx, release := context.WithTimeout(context.Background(), handlerTime)
	defer release()
	return s.store.applyOnce(ctx, read.ID, datedAt, b)
}

// replace acknowledges a message whose replacement is stored. One that has none goes back to its queue.
func (s *subscriber) replace(message amqp.Delivery, log *logger, err error) {
	if err == nil {
		settle(message.Ack(false), log)
		return
	}
	log.Error("event could not be set aside", failure(err))
	time.Sleep(requeuePause)
	settle(message.Nack(false, true), log)
}

func settle(err error, log *logger) {
	if err != nil {
		log.Warn("event comes again: its channel is gone", failure(err))
	}
}
