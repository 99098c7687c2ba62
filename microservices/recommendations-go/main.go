// Recommendations, the context that keeps a processor busy, behind the same messages as microservices/recommendations. See README.md.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// The service's name: of its queues, its database's file, its log lines and its metrics.
const service = "recommendations"

const (
	// Requests and events in work may take so long to end when the process is told to.
	drainTime = 5 * time.Second
	// All of its end may take so long. The lab kills it a second later.
	endTime = 9 * time.Second
)

// Exit codes, as of all programs of the shop.
const (
	exitFine       = 0
	exitFailed     = 1
	exitBadSetting = 2
)

func main() {
	os.Exit(run(os.Args[1:]))
}

// run does what the first argument says, and returns the exit code. Without an argument it serves until it is told to end.
func run(args []string) int {
	var output io.Writer = os.Stdout
	if len(args) > 0 {
		// What a command for operators logs goes to the standard error: its result has the standard output for itself.
		output = os.Stderr
	}
	given, err := readSettings(os.Getenv)
	log := newLogger(output, given.logLevel)
	if err == nil {
		switch {
		case len(args) == 0:
			err = serve(given, log)
		case args[0] == "redrive":
			err = redrive(given, log)
		default:
			err = settingError(fmt.Sprintf("%s has no command %q. Valid: redrive, or none to serve.", service, args[0]))
		}
	}
	var wrong settingError
	switch {
	case err == nil:
		return exitFine
	case errors.As(err, &wrong):
		fmt.Fprintln(os.Stderr, wrong)
		return exitBadSetting
	case errors.Is(err, errLate):
		log.Error("still busy: ending anyway", "afterMs", endTime.Milliseconds())
		return exitFailed
	default:
		log.fatal("could not start", failure(err))
		return exitFailed
	}
}

var (
	errLate = errors.New("it was still busy when its time was over")
	causes  = map[os.Signal]error{syscall.SIGTERM: errors.New("SIGTERM"), syscall.SIGINT: errors.New("SIGINT")}
)

// serve answers requests and applies events until a signal comes, then finishes what it has begun and takes on nothing new.
func serve(given settings, log *logger) error {
	ctx, end := context.WithCancelCause(context.Background())
	defer end(nil)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	go func() { end(causes[<-signals]) }()
	if given.tracing {
		log.Warn("TRACING is on: this program sends no spans")
	}
	store, err := openStore(given)
	if err != nil {
		return err
	}
	defer store.close()
	done := &counts{}
	broker, err := openBroker(ctx, given, log, newAnswers(store, log, done), newSubscriber(store, log, done))
	if err != nil {
		if ctx.Err() != nil {
			log.Info("ending", "cause", context.Cause(ctx).Error())
			return nil
		}
		return err
	}
	ops, port, err := startOps(given, log, store, broker, done)
	if err != nil {
		broker.close(0)
		return err
	}
	go keepPruning(ctx, store, given.retention, log)
	log.Info("serving", "opsPort", port)

	<-ctx.Done()
	log.Info("ending", "cause", context.Cause(ctx).Error())
	ended := make(chan struct{})
	go func() {
		broker.close(drainTime)
		ops.Close()
		close(ended)
	}()
	select {
	case <-ended:
		return nil
	case <-time.After(endTime):
		return errLate
	}
}

// redrive has the dead letters tried again, and tells the operator how many there were.
func redrive(given settings, log *logger) error {
	many, err := reviveDeadLetters(given, log)
	if err != nil {
		return err
	}
	letters := fmt.Sprintf("%d dead letters on the way again", many)
	switch many {
	case 0:
		letters = "there are no dead letters"
	case 1:
		letters = "a dead letter on the way again"
	}
	fmt.Printf("%s: %s\n", service, letters)
	return nil
}
