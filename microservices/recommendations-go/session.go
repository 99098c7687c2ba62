package main

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"
)

const (
	heartbeat     = 10 * time.Second
	handshakeTime = 5 * time.Second
	// As many as the service in Nest takes up at once. Here each is computed on a CPU of its own, where there are two.
	requestsAtOnce = 2
	eventsAtOnce   = 16
	// Tags are a channel's own, and each channel has one consumer.
	consumerTag = service
)

// A session is one connection with its channels, until one of them is gone.
type session struct {
	connection       *amqp.Connection
	requests, events *amqp.Channel
	// The consumers, and the messages in work.
	work    sync.WaitGroup
	blocked atomic.Bool
	// Gets the first reason why it is over.
	lost chan error
}

func dial(given settings, name string) (*amqp.Connection, error) {
	return amqp.DialConfig(given.amqpURL, amqp.Config{
		Heartbeat:  heartbeat,
		Properties: amqp.Table{"connection_name": name, "product": service},
		Dial:       amqp.DefaultDial(handshakeTime),
	})
}

func (b *broker) open() (*session, error) {
	connection, err := dial(b.given, service)
	if err != nil {
		return nil, err
	}
	s := &session{connection: connection, lost: make(chan error, 1)}
	s.watchConnection(b.log)
	if err := errors.Join(b.serve(s), b.subscribe(s)); err != nil {
		leave(connection)
		return nil, err
	}
	return s, nil
}

// serve answers requests from now on.
func (b *broker) serve(s *session) (err error) {
	if s.requests, err = s.connection.Channel(); err != nil {
		return err
	}
	s.watchChannel(s.requests)
	queue, err := b.names.declareRequests(s.requests)
	if err != nil {
		return err
	}
	return s.consume(s.requests, queue, requestsAtOnce, func(message amqp.Delivery) { b.answers.answer(message, s.requests) })
}

// subscribe applies events from now on. Copies of those that fail have a channel of their own.
func (b *broker) subscribe(s *session) (err error) {
	copies, err := s.connection.Channel()
	if err != nil {
		return err
	}
	s.watchChannel(copies)
	out, err := newConfirmed(b.names, copies)
	if err != nil {
		return err
	}
	if s.events, err = s.connection.Channel(); err != nil {
		return err
	}
	s.watchChannel(s.events)
	queue, err := b.names.declareEvents(s.events)
	if err != nil {
		return err
	}
	return s.consume(s.events, queue, eventsAtOnce, func(message amqp.Delivery) { b.subscriber.receive(message, out) })
}

// consume hands each message of a queue to a goroutine of its own.
func (s *session) consume(channel *amqp.Channel, queue string, atOnce int, handle func(amqp.Delivery)) error {
	if err := channel.Qos(atOnce, 0, false); err != nil {
		return err
	}
	messages, err := channel.Consume(queue, consumerTag, false, false, false, false, nil)
	if err != nil {
		return err
	}
	s.work.Go(func() {
		for message := range messages {
			s.work.Go(func() { handle(message) })
		}
	})
	return nil
}

// drained takes no more messages, and waits for those in work. It returns false when they have not ended in time.
func (s *session) drained(limit time.Duration) bool {
	done := make(chan struct{})
	go func() {
		defer close(done)
		// A consumer ends when it is cancelled, or with its channel.
		s.requests.Cancel(consumerTag, false)
		s.events.Cancel(consumerTag, false)
		s.work.Wait()
	}()
	select {
	case <-done:
		return true
	case <-time.After(limit):
		return false
	}
}

func (s *session) watchConnection(log *logger) {
	closed := s.connection.NotifyClose(make(chan *amqp.Error, 1))
	blocked := s.connection.NotifyBlocked(make(chan amqp.Blocking, 1))
	go func() {
		for state := range blocked {
			s.blocked.Store(state.Active)
			if state.Active {
				log.Warn("the broker blocks publishers", "reason", state.Reason)
			} else {
				log.Warn("the broker reads again")
			}
		}
	}()
	go s.watch(closed)
}

func (s *session) watchChannel(channel *amqp.Channel) {
	go s.watch(channel.NotifyClose(make(chan *amqp.Error, 1)))
	cancelled := channel.NotifyCancel(make(chan string, 1))
	go func() {
		if queue, ok := <-cancelled; ok {
			s.end(fmt.Errorf("the broker cancelled the consumer %s; was its queue deleted?", queue))
		}
	}()
}

// watch waits for the end of a connection or a channel. Nobody hears of one that was closed on purpose.
func (s *session) watch(closed <-chan *amqp.Error) {
	if err := <-closed; err != nil {
		s.end(err)
	}
}

func (s *session) end(err error) {
	select {
	case s.lost <- err:
	default:
	}
}
