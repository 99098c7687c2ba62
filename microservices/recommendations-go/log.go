package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
)

// A logger writes JSON lines in the shape of the other services', which are pino's: a level by its number, the time in epoch
// milliseconds, pid, hostname and name.
type logger struct{ *slog.Logger }

const (
	levelTrace  = slog.Level(-8)
	levelFatal  = slog.Level(12)
	levelSilent = slog.Level(100)
)

var levels = map[string]slog.Level{
	"trace":  levelTrace,
	"debug":  slog.LevelDebug,
	"info":   slog.LevelInfo,
	"warn":   slog.LevelWarn,
	"error":  slog.LevelError,
	"fatal":  levelFatal,
	"silent": levelSilent,
}

// newLogger makes one that leaves out what is below a level, by pino's name of it.
func newLogger(output io.Writer, level string) *logger {
	handler := slog.NewJSONHandler(output, &slog.HandlerOptions{Level: levels[level], ReplaceAttr: asPino})
	host, _ := os.Hostname()
	return &logger{slog.New(handler).With("pid", os.Getpid(), "hostname", host, "name", service)}
}

// fatal logs what ends the process; ending it is left to the caller.
func (l *logger) fatal(message string, args ...any) {
	l.Log(context.Background(), levelFatal, message, args...)
}

// asPino turns slog's level and time into pino's: -8, -4, 0, 4, 8, 12 are 10, 20, 30, 40, 50, 60 there.
func asPino(groups []string, attr slog.Attr) slog.Attr {
	if len(groups) > 0 {
		return attr
	}
	switch attr.Key {
	case slog.TimeKey:
		return slog.Int64(slog.TimeKey, attr.Value.Time().UnixMilli())
	case slog.LevelKey:
		if level, ok := attr.Value.Any().(slog.Level); ok {
			return slog.Int(slog.LevelKey, 30+int(level)*5/2)
		}
	}
	return attr
}

// failure is an error as a field of a line.
func failure(err error) slog.Attr {
	return slog.Group("err", "type", fmt.Sprintf("%T", err), "message", err.Error())
}
