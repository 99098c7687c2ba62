package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

var startedAt = time.Now()

// metricsPage is what prom-client shows of the other services, by the same names, in Prometheus' text format. Node's own metrics are not
// among it. What cannot be counted now is left out.
func metricsPage(store *store, broker *broker, done *counts) []byte {
	var page bytes.Buffer
	show := func(name, kind, help string, value float64) {
		number := strconv.FormatFloat(value, 'g', -1, 64)
		fmt.Fprintf(&page, "# HELP %s %s\n# TYPE %s %s\n%s{process=%q} %s\n\n", name, help, name, kind, name, service, number)
	}
	var used syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &used) == nil {
		user, system := seconds(used.Utime), seconds(used.Stime)
		show("process_cpu_user_seconds_total", "counter", "Total user CPU time spent in seconds.", user)
		show("process_cpu_system_seconds_total", "counter", "Total system CPU time spent in seconds.", system)
		show("process_cpu_seconds_total", "counter", "Total user and system CPU time spent in seconds.", user+system)
	}
	show("process_start_time_seconds", "gauge", "Start time of the process since unix epoch in seconds.", float64(startedAt.Unix()))
	for _, size := range []struct{ name, help, field string }{
		{"process_resident_memory_bytes", "Resident memory size in bytes.", "VmRSS"},
		{"process_virtual_memory_bytes", "Virtual memory size in bytes.", "VmSize"},
		{"process_heap_bytes", "Process heap size in bytes.", "VmData"},
	} {
		if value, ok := memory(size.field); ok {
			show(size.name, "gauge", size.help, value)
		}
	}
	if files, err := os.ReadDir("/proc/self/fd"); err == nil {
		// The one that reads the folder is closed again.
		show("process_open_fds", "gauge", "Number of open file descriptors.", float64(len(files)-1))
	}
	var limit syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit) == nil {
		show("process_max_fds", "gauge", "Maximum number of open file descriptors.", float64(limit.Cur))
	}
	if letters, err := broker.deadLetters(); err == nil {
		help := "Events that a subscriber could not apply; they wait for an operator"
		show("shop_dead_letters", "gauge", help, float64(letters))
	}
	show("shop_commits_total", "counter", "Transactions that have committed", float64(store.commits.Load()))
	show("shop_messages_total", "counter", "Requests, replies and events that have been sent", float64(done.sent.Load()))
	help := "Events that came again after they had been applied"
	show("shop_events_repeated_total", "counter", help, float64(done.repeated.Load()))
	return page.Bytes()
}

func seconds(t syscall.Timeval) float64 { return float64(t.Sec) + float64(t.Usec)/1e6 }

// memory is a field of the process's status, in bytes. Only Linux has it.
func memory(field string) (float64, bool) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, false
	}
	for line := range strings.Lines(string(status)) {
		if name, rest, _ := strings.Cut(line, ":"); name == field {
			number, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 64)
			return number * 1024, err == nil
		}
	}
	return 0, false
}
