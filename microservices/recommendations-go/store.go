package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"

	"modernc.org/sqlite"
)

// How long a write waits for its turn behind those of other processes before it fails.
const busyTime = 5 * time.Second

// What the database must have been written with, and no more: the names of the migrations of shared-domain/src/adapters/persistence.
var migrations = []string{
	"messaging1767225600000", "parkedEvents1767225600009", "versions1767225600020", "replicas1767225600021",
	"recommendations1767225600007", "inboxTimes-expands1767225600042",
}

// SQLite's codes of what is wrong with the disk or the machine, and not with a statement: BUSY, LOCKED, NOMEM, READONLY, IOERR, FULL,
// CANTOPEN. The same statement may succeed later.
var outOfReach = []int{5, 6, 7, 8, 10, 13, 14}

// isOutage says whether an error says nothing about the work itself: what it needs was out of reach.
func isOutage(err error) bool {
	var failed *sqlite.Error
	return errors.As(err, &failed) && slices.Contains(outOfReach, failed.Code()&0xff)
}

// A store is the service's own database: the file that the service in Nest has filled, or would. Others may use it at the same time.
type store struct {
	writer, reader                           *sql.DB
	after, orders, receive, standing, append *sql.Stmt
	commits                                  atomic.Int64
}

// openStore opens the database, which must be there.
func openStore(given settings) (*store, error) {
	path, err := filepath.Abs(filepath.Join(given.dataDir, service+".sqlite"))
	if err != nil {
		return nil, err
	}
	pragmas := fmt.Sprintf("mode=rw&_pragma=busy_timeout(%d)&_pragma=synchronous(%s)", busyTime.Milliseconds(), given.durability)
	location := url.URL{Scheme: "file", Path: path, RawQuery: pragmas + "&_txlock=immediate"}
	s := &store{}
	if s.writer, err = sql.Open("sqlite", location.String()); err != nil {
		return nil, err
	}
	// A transaction is one at a time.
	s.writer.SetMaxOpenConns(1)
	location.RawQuery = pragmas + "&_pragma=query_only(1)"
	if s.reader, err = sql.Open("sqlite", location.String()); err != nil {
		return nil, err
	}
	if err := s.prepare(); err != nil {
		s.close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

func (s *store) prepare() error {
	if err := s.checkMigrations(); err != nil {
		return err
	}
	var err error
	statement := func(db *sql.DB, text string) *sql.Stmt {
		prepared, failed := db.Prepare(text)
		err = errors.Join(err, failed)
		return prepared
	}
	s.after = statement(s.reader, "SELECT position, order_id, customer_id, skus FROM baskets WHERE position > ? ORDER BY position")
	s.orders = statement(s.reader, "SELECT order_id FROM baskets WHERE customer_id = ?")
	// Without the time of its application a row is never forgotten. An event from more than a day ahead would be in the way of younger ones.
	s.receive = statement(s.writer, `INSERT INTO inbox (subscriber, event_id, dated_at, applied_at)
		SELECT ?1, ?2, ?3, iif(?3 <= ?4 + 86400000, ?4, NULL) WHERE coalesce(?3 > (SELECT at FROM inbox_horizons WHERE subscriber = ?1), 1)
		ON CONFLICT DO NOTHING`)
	s.standing = statement(s.writer, `SELECT EXISTS (SELECT 1 FROM inbox WHERE subscriber = ?1 AND event_id = ?2),
		coalesce((SELECT at FROM inbox_horizons WHERE subscriber = ?1), 0)`)
	s.append = statement(s.writer, "INSERT INTO baskets (order_id, customer_id, skus) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
	return err
}

// checkMigrations refuses a database that was written by another release: what is read of it, if anything, is outdated.
func (s *store) checkMigrations() error {
	names, err := texts(s.reader.Query("SELECT name FROM migrations"))
	if err != nil {
		return fmt.Errorf("is to be filled first, by node microservices/recommendations/dist/program.js seed: %w", err)
	}
	slices.Sort(names)
	if wanted := slices.Sorted(slices.Values(migrations)); !slices.Equal(names, wanted) {
		return fmt.Errorf("was written by another release: it has %v, and %v are needed", names, wanted)
	}
	return nil
}

// ping fails when the database cannot be read.
func (s *store) ping(ctx context.Context) error {
	_, err := texts(s.reader.QueryContext(ctx, "SELECT event_id FROM inbox LIMIT 1"))
	return err
}

type positioned struct {
	position int64
	basket   basket
}

// basketsAfter has the baskets after a position in the log, in order.
func (s *store) basketsAfter(ctx context.Context, position int64) ([]positioned, error) {
	rows, err := s.after.QueryContext(ctx, position)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []positioned
	for rows.Next() {
		var one positioned
		var skus string
		if err := rows.Scan(&one.position, &one.basket.orderID, &one.basket.customerID, &skus); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(skus), &one.basket.skus); err != nil {
			return nil, err
		}
		found = append(found, one)
	}
	return found, rows.Err()
}

// orderIDs has the ids of a customer's orders in the log, in no order.
func (s *store) orderIDs(ctx context.Context, customerID string) ([]string, error) {
	return texts(s.orders.QueryContext(ctx, customerID))
}

// tooOld is an event as old as what the inbox has forgotten: nobody can tell whether it has been applied.
type tooOld struct {
	eventID string
	// From when the age of the youngest event counts that was forgotten, in epoch milliseconds.
	horizon int64
}

func (e *tooOld) Error() string {
	after := time.UnixMilli(e.horizon).UTC().Format("2006-01-02T15:04:05.000Z")
	return fmt.Sprintf("TooOld: %s is too old: the inbox of %s only knows what happened after %s", e.eventID, service, after)
}

// applyOnce appends the basket of an event, and notes in the same transaction that it has. It returns false for an event that it had. datedAt is
// from when its age counts; without it the event is never forgotten. The error is a tooOld where nobody can tell.
func (s *store) applyOnce(ctx context.Context, eventID string, datedAt *int64, b basket) (bool, error) {
	skus, err := json.Marshal(b.skus)
	if err != nil {
		return false, err
	}
	transaction, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return false, err
	}
	// Without effect after a commit.
	defer transaction.Rollback()
	received, err := transaction.StmtContext(ctx, s.receive).ExecContext(ctx, service, eventID, datedAt, time.Now().UnixMilli())
	if err != nil {
		return false, err
	}
	fresh, err := received.RowsAffected()
	if err != nil {
		return false, err
	}
	if fresh == 0 {
		var known bool
		refused := tooOld{eventID: eventID}
		row := transaction.StmtContext(ctx, s.standing).QueryRowContext(ctx, service, eventID)
		if err := row.Scan(&known, &refused.horizon); err != nil {
			return false, err
		}
		if !known {
			return false, &refused
		}
	} else {
		if _, err := transaction.StmtContext(ctx, s.append).ExecContext(ctx, b.orderID, b.customerID, string(skus)); err != nil {
			return false, err
		}
	}
	if err := transaction.Commit(); err != nil {
		return false, err
	}
	s.commits.Add(1)
	return fresh > 0, nil
}

// close lets the transaction under way end, then closes the file.
func (s *store) close() {
	s.writer.Close()
	s.reader.Close()
}

// texts has the only column of a query's rows.
func texts(rows *sql.Rows, err error) ([]string, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	found := []string{}
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		found = append(found, text)
	}
	return found, rows.Err()
}
