package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"sync"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"
)

const (
	// How long the first connection may take.
	firstConnectTime = 30 * time.Second
	// The pause before the first new try, and the longest one.
	firstPause = 200 * time.Millisecond
	mostPause  = 2 * time.Second
	// How long a broker may take to answer an operator, or a farewell. One that is short of memory does not read.
	answerTime = 2 * time.Second
)

// A broker is the connection to RabbitMQ. It comes back for ever after a loss, with all that was declared and consumed.
type broker struct {
	given      settings
	log        *logger
	names      *names
	answers    *answers
	subscriber *subscriber

	mutex   sync.Mutex
	current *session
	closing chan struct{}
	ended   chan struct{}
}

// openBroker connects, trying again until the first connection has had its time, or ctx ends. It fails at once when the broker refuses the
// user name or password, or a queue that exists with other options.
func openBroker(ctx context.Context, given settings, log *logger, answers *answers, subscriber *subscriber) (*broker, error) {
	b := &broker{
		given: given, log: log, names: newNames(given.prefix), answers: answers, subscriber: subscriber,
		closing: make(chan struct{}), ended: make(chan struct{}),
	}
	ctx, release := context.WithTimeout(ctx, firstConnectTime)
	defer release()
	for attempt := 0; ; attempt++ {
		opened, err := b.open()
		if err == nil {
			b.adopt(opened)
			go b.keep(opened)
			return b, nil
		}
		b.log.Warn("cannot connect to the broker", "broker", b.address(), "attempt", attempt, failure(err))
		if refused(err) {
			return nil, fmt.Errorf("the broker at %s refuses: %w", b.address(), err)
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("no connection to the broker at %s: %w", b.address(), err)
		case <-time.After(pauseAfter(attempt)):
		}
	}
}

// keep opens a new session whenever one is lost, until the broker is closed.
func (b *broker) keep(opened *session) {
	defer close(b.ended)
	for {
		select {
		case <-b.closing:
			return
		case err := <-opened.lost:
			b.adopt(nil)
			b.log.Warn("broker connection lost", "broker", b.address(), failure(err))
			leave(opened.connection)
		}
		for attempt := 0; ; attempt++ {
			select {
			case <-b.closing:
				return
			case <-time.After(pauseAfter(attempt)):
			}
			var err error
			if opened, err = b.open(); err == nil {
				break
			}
			b.log.Warn("cannot connect to the broker", "broker", b.address(), "attempt", attempt, failure(err))
		}
		b.adopt(opened)
	}
}

// ready says whether requests and events can pass.
func (b *broker) ready() bool {
	s := b.session()
	return s != nil && !s.blocked.Load()
}

func (b *broker) session() *session {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.current
}

func (b *broker) adopt(opened *session) {
	b.mutex.Lock()
	b.current = opened
	b.mutex.Unlock()
	if opened != nil {
		b.log.Info("connected to the broker", "broker", b.address())
	}
}

// close takes no more requests and events, waits at most so long for those in work, then closes. What is not done goes back to its queue.
func (b *broker) close(drain time.Duration) {
	close(b.closing)
	<-b.ended
	s := b.session()
	b.adopt(nil)
	if s == nil {
		return
	}
	if !s.drained(drain) {
		b.log.Warn("not drained", "queue", service)
	}
	leave(s.connection)
}

// leave closes a connection. It does not wait for ever for a broker that does not answer.
func leave(connection *amqp.Connection) { connection.CloseDeadline(time.Now().Add(answerTime)) }

// deadLetters counts the events that could not be applied, by any process of the service.
func (b *broker) deadLetters() (int, error) {
	s := b.session()
	if s == nil {
		return 0, errors.New("RabbitMQ is out of reach")
	}
	type counted struct {
		letters int
		err     error
	}
	answered := make(chan counted, 1)
	go func() {
		letters, err := b.countDead(s.connection)
		answered <- counted{letters, err}
	}()
	select {
	case got := <-answered:
		return got.letters, got.err
	case <-time.After(answerTime):
		return 0, errors.New("RabbitMQ does not answer")
	}
}

func (b *broker) countDead(connection *amqp.Connection) (int, error) {
	channel, err := connection.Channel()
	if err != nil {
		return 0, err
	}
	defer channel.Close()
	queue, err := b.names.declareQueue(channel, b.names.deadQueue(), nil)
	return queue.Messages, err
}

// address is the broker's, without the password, for logs.
func (b *broker) address() string {
	parsed, err := url.Parse(b.given.amqpURL)
	if err != nil {
		return ""
	}
	return parsed.Host + parsed.Path
}

func refused(err error) bool {
	var failed *amqp.Error
	return errors.As(err, &failed) && (failed.Code == amqp.AccessRefused || failed.Code == amqp.PreconditionFailed)
}

// pauseAfter is at random, up to a limit that doubles: processes that lose the broker at once do not all come back at once.
func pauseAfter(attempt int) time.Duration {
	limit := min(mostPause, firstPause<<min(attempt, 10))
	return limit/2 + rand.N(limit/2+1)
}
