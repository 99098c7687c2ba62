package main

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	amqp "github.com/rabbitmq/amqp091-go"
)

const (
	requestQueue  = "rpc." + service
	eventQueue    = service + ".events"
	eventExchange = "shop.events"
)

const (
	// A prefix marks a temporary namespace (a test, a trial): its queues vanish so many milliseconds after their last use.
	temporaryQueue = int32(30 * 60_000)
	// Nobody consumes the notes, so they are out of use from the last declaration on, however long the shop runs.
	temporaryNotes = int32(24 * 60 * 60_000)
)

// names are those of everything that is declared on the broker. With a prefix several shops share one vhost without seeing each other.
type names struct {
	prefix string

	mutex sync.Mutex
	noted map[string]bool
}

func newNames(prefix string) *names { return &names{prefix: prefix, noted: map[string]bool{}} }

func (n *names) temporary() bool { return n.prefix != "" }

func (n *names) retryQueue(delay int) string {
	return fmt.Sprintf("%s%s.retry.%d", n.prefix, eventQueue, delay)
}

func (n *names) deadQueue() string { return n.prefix + eventQueue + ".dead" }

// declareQueue declares a durable queue, and notes its name first, as microservices/messaging/src/rabbitmq/declare.ts says.
func (n *names) declareQueue(channel *amqp.Channel, queue string, args amqp.Table) (amqp.Queue, error) {
	if err := n.note(channel, "queue", queue); err != nil {
		return amqp.Queue{}, err
	}
	all := amqp.Table{}
	for key, value := range args {
		all[key] = value
	}
	if n.temporary() {
		all["x-expires"] = temporaryQueue
	}
	return channel.QueueDeclare(queue, true, false, false, false, all)
}

// declareRequests declares the queue of requests, and returns its name.
func (n *names) declareRequests(channel *amqp.Channel) (string, error) {
	queue := n.prefix + requestQueue
	_, err := n.declareQueue(channel, queue, nil)
	return queue, err
}

// declareEvents declares the queue of events, has it get them from now on, and returns its name.
func (n *names) declareEvents(channel *amqp.Channel) (string, error) {
	queue := n.prefix + eventQueue
	exchange := n.prefix + eventExchange
	for _, delay := range retryDelays {
		if _, err := n.declareRetry(channel, delay); err != nil {
			return "", err
		}
	}
	if _, err := n.declareQueue(channel, n.deadQueue(), nil); err != nil {
		return "", err
	}
	if err := n.note(channel, "exchange", exchange); err != nil {
		return "", err
	}
	// A temporary exchange vanishes with the last queue that was bound to it.
	if err := channel.ExchangeDeclare(exchange, "topic", true, n.temporary(), false, false, nil); err != nil {
		return "", err
	}
	if _, err := n.declareQueue(channel, queue, nil); err != nil {
		return "", err
	}
	return queue, channel.QueueBind(queue, orderConfirmed, exchange, false, nil)
}

// declareRetry declares the queue in which events wait so many milliseconds for their next attempt, and returns its name.
func (n *names) declareRetry(channel *amqp.Channel, delay int) (string, error) {
	queue := n.retryQueue(delay)
	_, err := n.declareQueue(channel, queue, amqp.Table{
		"x-message-ttl":             int32(delay),
		"x-dead-letter-exchange":    "",
		"x-dead-letter-routing-key": n.prefix + eventQueue,
	})
	return queue, err
}

// note tells the owner of a temporary namespace what is declared in it, once.
func (n *names) note(channel *amqp.Channel, what, name string) error {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	if !n.temporary() || n.noted[name] {
		return nil
	}
	notes := n.prefix + "declared"
	if _, err := channel.QueueDeclare(notes, true, false, false, false, amqp.Table{"x-expires": temporaryNotes}); err != nil {
		return err
	}
	content, err := json.Marshal(map[string]string{what: name})
	if err != nil {
		return err
	}
	note := amqp.Publishing{DeliveryMode: amqp.Persistent, Body: content}
	if err := channel.PublishWithContext(context.Background(), "", notes, false, false, note); err != nil {
		return err
	}
	n.noted[name] = true
	return nil
}
