package main

import (
	"fmt"
	"math"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// settings are those of the other services that mean something here.
type settings struct {
	host       string
	port       int
	logLevel   string
	dataDir    string
	durability string
	amqpURL    string
	prefix     string
	tracing    bool
	// How long an applied event is remembered at least.
	retention time.Duration
}

// A settingError is a setting that is missing or wrong, with what to do about it.
type settingError string

func (e settingError) Error() string { return string(e) }

var prefixPattern = regexp.MustCompile(`^[\w.-]*$`)

// What Node reads as a decimal number, once white space around it is gone.
var numberPattern = regexp.MustCompile(`^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$`)

// numberOf reads a number as the other services do: white space may be around it, as in a file with the line ends of Windows. It returns NaN for
// what is none.
func numberOf(text string) float64 {
	text = strings.TrimSpace(text)
	number, err := strconv.ParseFloat(text, 64)
	if err != nil || !numberPattern.MatchString(text) {
		return math.NaN()
	}
	return number
}

// What the other services can do, and this program cannot. It refuses to serve rather than to do less than it was asked to.
var onlyValue = map[string]string{
	"TRANSPORT":       "rabbitmq",
	"EVENTS":          "rabbitmq",
	"FAULT_INJECTION": "off",
	"FLAW":            "none",
}

// readSettings reads the environment. An empty variable is one that was not set. The error is a settingError that names every wrong variable.
func readSettings(env func(string) string) (settings, error) {
	var wrong []string
	refuse := func(name, why string) { wrong = append(wrong, fmt.Sprintf("  %s: %s", name, why)) }
	or := func(name, fallback string) string {
		if value := env(name); value != "" {
			return value
		}
		return fallback
	}
	oneOf := func(name, fallback string, valid ...string) string {
		value := or(name, fallback)
		for _, each := range valid {
			if value == each {
				return value
			}
		}
		refuse(name, "valid are "+strings.Join(valid, ", "))
		return fallback
	}
	given := settings{
		host:       or("HOST", "127.0.0.1"),
		logLevel:   oneOf("LOG_LEVEL", "info", "fatal", "error", "warn", "info", "debug", "trace", "silent"),
		dataDir:    or("DATA_DIR", ".lab/data"),
		durability: oneOf("DURABILITY", "full", "full", "normal"),
		amqpURL:    or("AMQP_URL", "amqp://127.0.0.1:5672"),
		prefix:     or("AMQP_PREFIX", ""),
		tracing:    oneOf("TRACING", "off", "on", "off") == "on",
	}
	port := numberOf(or("PORT", "3000"))
	if !(port >= 0 && port <= 65_535 && port == math.Trunc(port)) {
		refuse("PORT", "a whole number from 0 to 65535 is needed")
	}
	given.port = int(port)
	days := numberOf(or("INBOX_RETENTION_DAYS", "30"))
	if !(days > 0 && days <= 36_500) {
		refuse("INBOX_RETENTION_DAYS", "a number above 0 is needed, 36500 at most")
	}
	given.retention = time.Duration(days * 24 * float64(time.Hour))
	if parsed, err := url.Parse(given.amqpURL); err != nil || parsed.Scheme != "amqp" && parsed.Scheme != "amqps" {
		refuse("AMQP_URL", "a URL is needed, amqp://user:password@host:port")
	}
	if !prefixPattern.MatchString(given.prefix) {
		refuse("AMQP_PREFIX", "only letters, digits, and . _ - are valid")
	}
	for _, name := range []string{"TRANSPORT", "EVENTS", "FAULT_INJECTION", "FLAW"} {
		oneOf(name, onlyValue[name], onlyValue[name])
	}
	if or("DUTIES", "edge") == "services" {
		refuse("DUTIES", "this program has no duties of the edge")
	}
	if env("SHOP_SEED") != "" {
		refuse("SHOP_SEED", "this program does not fill databases: node microservices/recommendations/dist/program.js seed does")
	}
	if len(wrong) > 0 {
		return given, settingError("These environment variables need another value:\n" + strings.Join(wrong, "\n"))
	}
	return given, nil
}
