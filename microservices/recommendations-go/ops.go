package main

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"strconv"
	"time"
)

// A client that sends or reads slowly is left after this.
const opsTime = 10 * time.Second

// startOps opens the operator's window into the process: health and metrics. It returns the port on which it listens.
func startOps(given settings, log *logger, store *store, broker *broker, done *counts) (*http.Server, int, error) {
	listener, err := net.Listen("tcp", net.JoinHostPort(given.host, strconv.Itoa(given.port)))
	if err != nil {
		return nil, 0, err
	}
	pages := http.NewServeMux()
	pages.HandleFunc("GET /health/live", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, map[string]any{"status": "ok"})
	})
	pages.HandleFunc("GET /health/ready", func(w http.ResponseWriter, r *http.Request) {
		ctx, release := context.WithTimeout(r.Context(), busyTime)
		defer release()
		if err := store.ping(ctx); err != nil {
			// Who asks is not told: the error may hold paths, addresses or more.
			log.Error("could not answer an operator", "url", r.URL.Path, failure(err))
			answer(w, http.StatusInternalServerError, map[string]any{"status": "failed"})
			return
		}
		if !broker.ready() {
			waitingFor := []string{"RabbitMQ"}
			answer(w, http.StatusServiceUnavailable, map[string]any{"status": "not ready", "waitingFor": waitingFor})
			return
		}
		answer(w, http.StatusOK, map[string]any{"status": "ready"})
	})
	pages.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		w.Write(metricsPage(store, broker, done))
	})
	pages.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusNotFound, map[string]any{"status": "not found"})
	})
	server := &http.Server{Handler: pages, ReadTimeout: opsTime, WriteTimeout: opsTime, IdleTimeout: opsTime}
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			log.Error("operators are not answered any more", failure(err))
		}
	}()
	return server, listener.Addr().(*net.TCPAddr).Port, nil
}

func answer(w http.ResponseWriter, status int, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		status, text = http.StatusInternalServerError, []byte(`{"status":"failed"}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	w.Write(text)
}
