package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	amqp "github.com/rabbitmq/amqp091-go"
)

// Headers of messages, as in shared-domain/src/adapters/messages and microservices/messaging.
const (
	correlationHeader = "x-correlation-id"
	// Which delivery of an event this is, from 1.
	attemptHeader = "x-attempt"
	// Why the last attempt failed.
	errorHeader = "x-error"
	// When an operator had it tried again, if one had, in epoch milliseconds.
	revivedHeader = "x-revived"
	// The type of a request that is too long for AMQP's own property.
	typeHeader = "x-message"
)

// What an error reply says. The caller's own log has no more than that.
const (
	codeFailed           = "failed"
	codeUnavailable      = "unavailable"
	codeTimeout          = "timeout"
	codeUnknownMethod    = "unknown-method"
	codeMalformedRequest = "malformed-request"
)

// What goes into a log as a correlation id. Anything else may not.
var loggablePattern = regexp.MustCompile(`^[A-Za-z0-9._:-]{1,64}$`)

// loggable is the value, when it is a correlation id that may be logged; the fallback otherwise.
func loggable(value any, fallback func() string) string {
	if text, ok := value.(string); ok && loggablePattern.MatchString(text) {
		return text
	}
	return fallback()
}

// freshID is a random UUID, for what came without an id.
func freshID() string {
	var bytes [16]byte
	rand.Read(bytes[:])
	bytes[6] = bytes[6]&0x0f | 0x40
	bytes[8] = bytes[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", bytes[:4], bytes[4:6], bytes[6:8], bytes[8:10], bytes[10:])
}

// typeOf is what a message's type says, wherever it stands.
func typeOf(message amqp.Delivery) string {
	if message.Type != "" {
		return message.Type
	}
	text, _ := message.Headers[typeHeader].(string)
	return text
}

// A request's type says who asks for what: `catalog.find; deadline=1764435600000; for=3f1c9a; trace=…; token=…`.
type request struct {
	// `<context>.<method>`, or whatever came in its place.
	pattern string
	// Epoch milliseconds; 0 for none.
	deadline      int64
	correlationID string
}

func readType(text string) request {
	// A token is not for logs, and this service has no use for it, nor for the trace.
	open, _, _ := strings.Cut(text, "; token=")
	untraced, _, _ := strings.Cut(open, "; trace=")
	rest, cause, _ := strings.Cut(untraced, "; for=")
	pattern, limit, limited := strings.Cut(rest, "; deadline=")
	read := request{pattern: pattern, correlationID: loggable(cause, freshID)}
	if !limited {
		return read
	}
	deadline, err := strconv.ParseInt(limit, 10, 64)
	// One that is out of range is further away than any message waits.
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		// No deadline of ours: the whole is taken for the pattern then, which no handler has.
		read.pattern = open
		return read
	}
	read.deadline = deadline
	return read
}

// expired says whether nobody waits for the reply any more.
func (r request) expired(now int64) bool { return r.deadline != 0 && r.deadline <= now }

// resultType is the type of a reply that holds a result: it reports how long the handler and its database took, in milliseconds.
func resultType(handler, db float64) string {
	return fmt.Sprintf("result; handler=%.2f; db=%.2f", handler, db)
}

// numberIn is a header that holds a whole number, however the sender has encoded it.
func numberIn(headers amqp.Table, name string, fallback int64) int64 {
	switch value := headers[name].(type) {
	case int8:
		return int64(value)
	case uint8:
		return int64(value)
	case int16:
		return int64(value)
	case int32:
		return int64(value)
	case int64:
		return value
	case float64:
		return int64(value)
	}
	return fallback
}
