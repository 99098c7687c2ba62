package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"
)

// A handler that has not ended after this is given up: its place would be lost for ever.
const handlerTime = 30 * time.Second

// counts are what the process has done since its start.
type counts struct {
	sent, repeated atomic.Int64
}

// answers are the replies to requests: the context's operations over the model that the store's log makes.
type answers struct {
	store   *store
	log     *logger
	done    *counts
	methods map[string]method

	mutex sync.RWMutex
	model *model
}

// A method does one operation. It counts into db how long the database took.
type method func(ctx context.Context, payload []byte, db *time.Duration) (any, error)

func newAnswers(store *store, log *logger, done *counts) *answers {
	a := &answers{store: store, log: log, done: done, model: newModel()}
	a.methods = map[string]method{
		service + ".forProduct":  a.forProduct,
		service + ".forCustomer": a.forCustomer,
		service + ".baskets":     a.baskets,
	}
	return a
}

// answer carries a request out and replies. It always acknowledges in the end: one that failed has been answered, and an unreadable one
// stays unreadable. When the channel has gone, the broker delivers the request again, if its deadline allows.
func (a *answers) answer(message amqp.Delivery, channel *amqp.Channel) {
	asked := readType(typeOf(message))
	fields := []any{"redelivered", message.Redelivered, "pattern", asked.pattern, "correlationId", asked.correlationID}
	reply := a.replyTo(asked, message, fields)
	var err error
	if reply != nil {
		a.done.sent.Add(1)
		if message.ReplyTo != "" {
			reply.ContentType = "application/json"
			reply.CorrelationId = message.CorrelationId
			err = channel.PublishWithContext(context.Background(), "", message.ReplyTo, false, false, *reply)
		}
	}
	if err := errors.Join(err, message.Ack(false)); err != nil {
		a.log.Warn("a reply could not be sent", append(fields, failure(err))...)
	}
}

// replyTo is nil when nobody waits for the reply any more; nothing is done then. The fields are logged with what goes wrong.
func (a *answers) replyTo(asked request, message amqp.Delivery, fields []any) *amqp.Publishing {
	if asked.expired(time.Now().UnixMilli()) {
		a.log.Debug("request had expired", fields...)
		return nil
	}
	handler, known := a.methods[asked.pattern]
	code := ""
	switch {
	case message.ReplyTo == "":
		code = codeMalformedRequest
	case !known:
		code = codeUnknownMethod
	case len(message.Body) > 0 && !json.Valid(message.Body):
		code = codeMalformedRequest
	}
	if code != "" {
		a.log.Error("request is malformed", append(fields, "code", code)...)
		return refusal(code)
	}
	begun := time.Now()
	ctx, release := context.WithTimeout(context.Background(), handlerTime)
	defer release()
	var db time.Duration
	result, err := guarded(func() (any, error) { return handler(ctx, message.Body, &db) })
	var body []byte
	if err == nil {
		body, err = json.Marshal(result)
	}
	if err != nil {
		a.log.Error("request failed", append(fields, failure(err))...)
		return refusal(codeOf(err))
	}
	return &amqp.Publishing{Type: resultType(milliseconds(time.Since(begun)), milliseconds(db)), Body: body}
}

// guarded turns a panic of some work into an error. Without it a message whose work panics would end the process, come again, and end the next
// process.
func guarded[T any](work func() (T, error)) (result T, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
		}
	}()
	return work()
}

func refusal(code string) *amqp.Publishing {
	return &amqp.Publishing{Type: "error", Body: []byte(`{"code":"` + code + `"}`)}
}

func codeOf(err error) string {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return codeTimeout
	case isOutage(err):
		return codeUnavailable
	}
	return codeFailed
}

func (a *answers) forProduct(ctx context.Context, payload []byte, db *time.Duration) (any, error) {
	var query struct {
		Sku   string
		Limit int
	}
	if err := json.Unmarshal(payload, &query); err != nil {
		return nil, err
	}
	return a.suggest(ctx, db, func(m *model) []recommendation { return m.likeProduct(query.Sku, query.Limit) })
}

func (a *answers) forCustomer(ctx context.Context, payload []byte, db *time.Duration) (any, error) {
	var query struct {
		CustomerID string
		Limit      int
	}
	if err := json.Unmarshal(payload, &query); err != nil {
		return nil, err
	}
	return a.suggest(ctx, db, func(m *model) []recommendation { return m.likeCustomer(query.CustomerID, query.Limit) })
}

func (a *answers) baskets(ctx context.Context, payload []byte, db *time.Duration) (any, error) {
	var query struct{ CustomerID string }
	if err := json.Unmarshal(payload, &query); err != nil {
		return nil, err
	}
	begun := time.Now()
	ids, err := a.store.orderIDs(ctx, query.CustomerID)
	*db += time.Since(begun)
	return ids, err
}

// suggest asks the model. Several may ask at once, each on a CPU of its own; only learning is one at a time.
func (a *answers) suggest(ctx context.Context, db *time.Duration, ask func(*model) []recommendation) (any, error) {
	if err := a.catchUp(ctx, db); err != nil {
		return nil, err
	}
	a.mutex.RLock()
	defer a.mutex.RUnlock()
	return ask(a.model), nil
}

// catchUp reads what is new: the store's log may be fed by several processes.
func (a *answers) catchUp(ctx context.Context, db *time.Duration) error {
	a.mutex.RLock()
	position := a.model.position
	a.mutex.RUnlock()
	begun := time.Now()
	fresh, err := a.store.basketsAfter(ctx, position)
	*db += time.Since(begun)
	if err != nil || len(fresh) == 0 {
		return err
	}
	a.mutex.Lock()
	defer a.mutex.Unlock()
	for _, one := range fresh {
		// Another request may have learned it while this one was reading.
		if one.position <= a.model.position {
			continue
		}
		a.model.learn(one.basket)
		a.model.position = one.position
	}
	return nil
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
