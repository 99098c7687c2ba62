package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"
)

// What became of an event that failed.
type fate int

const (
	retried fate = iota
	dead
)

// confirmed publishes on a channel of its own with publisher confirms. It does one thing at a time: the library pairs requests and answers of
// a channel by their order alone, and a message that comes back is then the one that was sent.
type confirmed struct {
	names   *names
	channel *amqp.Channel
	mutex   sync.Mutex
	// The broker sends back, before it confirms it, what no queue gets.
	returns chan amqp.Return
}

func newConfirmed(names *names, channel *amqp.Channel) (*confirmed, error) {
	if err := channel.Confirm(false); err != nil {
		return nil, err
	}
	return &confirmed{names: names, channel: channel, returns: channel.NotifyReturn(make(chan amqp.Return, 1))}, nil
}

// setAside stores a copy of a message whose attempt has failed: for its next attempt, or among the dead after the last one. An attempt
// that does not count comes again however often. The original may be acknowledged when this returns without an error.
func (c *confirmed) setAside(message amqp.Delivery, reason string, attempted bool) (fate, error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	attempt := int(numberIn(message.Headers, attemptHeader, 1))
	// A number that none of ours has, also one below the first, is taken for the last one.
	last := attempt < 1 || attempt > len(retryDelays)
	if last && attempted {
		return dead, c.storeDead(message, reason)
	}
	delay := retryDelays[len(retryDelays)-1]
	if !last {
		delay = retryDelays[attempt-1]
	}
	if attempted {
		attempt++
	}
	// Declared again because a temporary queue without consumers may have expired since.
	queue, err := c.names.declareRetry(c.channel, delay)
	if err != nil {
		return retried, err
	}
	return retried, c.store(queue, message, amqp.Table{attemptHeader: int32(attempt), errorHeader: cut(reason)})
}

// bury stores a copy among the dead, with the reason in its headers.
func (c *confirmed) bury(message amqp.Delivery, reason string) error {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.storeDead(message, reason)
}

func (c *confirmed) storeDead(message amqp.Delivery, reason string) error {
	queue := c.names.deadQueue()
	if _, err := c.names.declareQueue(c.channel, queue, nil); err != nil {
		return err
	}
	return c.store(queue, message, amqp.Table{errorHeader: cut(reason)})
}

// revive stores a copy of a dead letter in the queue of events as if it were new: no attempt has been made at it, and its age counts from now.
func (c *confirmed) revive(letter amqp.Delivery) error {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	fresh := amqp.Table{attemptHeader: nil, errorHeader: nil, revivedHeader: time.Now().UnixMilli()}
	return c.store(c.names.prefix+eventQueue, letter, fresh)
}

// store sends a copy to a queue. A header without a value is taken away.
func (c *confirmed) store(queue string, message amqp.Delivery, more amqp.Table) error {
	headers := amqp.Table{}
	for _, some := range []amqp.Table{message.Headers, more} {
		for key, value := range some {
			if value == nil {
				delete(headers, key)
			} else {
				headers[key] = value
			}
		}
	}
	ctx, release := context.WithTimeout(context.Background(), confirmTime)
	defer release()
	// One that came back too late for its own publication says nothing of this one.
	c.cameBack()
	waiting, err := c.channel.PublishWithDeferredConfirmWithContext(ctx, "", queue, true, false, amqp.Publishing{
		Headers:      headers,
		ContentType:  message.ContentType,
		DeliveryMode: amqp.Persistent,
		MessageId:    message.MessageId,
		Timestamp:    message.Timestamp,
		Type:         message.Type,
		Body:         message.Body,
	})
	if err != nil {
		return err
	}
	stored, err := waiting.WaitContext(ctx)
	if c.cameBack() {
		return fmt.Errorf("queue %s does not exist", queue)
	}
	if err == nil && !stored {
		err = errors.New("the broker has refused a message")
	}
	return err
}

// cameBack says whether a message has come back, and forgets it.
func (c *confirmed) cameBack() bool {
	select {
	case <-c.returns:
		return true
	default:
		return false
	}
}

// cut leaves out half a character at its end, which is no text.
func cut(reason string) string {
	return strings.ToValidUTF8(reason[:min(len(reason), errorText)], "")
}
