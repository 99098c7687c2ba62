package main

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

const (
	// Longest time from one sweep to the next: where little is remembered, they come more often.
	pruneEvery = time.Minute
	// Shortest one: where next to nothing is remembered, a process has other things to do all the same.
	pruneLeast = 100 * time.Millisecond
	// From one batch of a sweep to the next: the time in which others write.
	pruneRest = 50 * time.Millisecond
	// How many events are forgotten in one transaction.
	pruneBatch = 200
)

// keepPruning has the inbox forget old events until ctx ends, a few at a time, so that nobody's write waits long for it.
func keepPruning(ctx context.Context, s *store, retention time.Duration, log *logger) {
	wait := func(limit time.Duration) bool {
		select {
		case <-ctx.Done():
			return false
		case <-time.After(limit):
			return true
		}
	}
	for wait(min(pruneEvery, max(pruneLeast, retention))) {
		many := int64(0)
		for {
			forgotten, err := s.prune(ctx, retention, time.Now(), pruneBatch)
			if err != nil {
				if ctx.Err() == nil {
					log.Warn("old events could not be forgotten yet", failure(err))
				}
				break
			}
			many += forgotten
			if forgotten < pruneBatch || !wait(pruneRest) {
				break
			}
		}
		if many > 0 {
			log.Debug("old events forgotten", "subscriber", service, "many", many)
		}
	}
}

// The event that was applied last, and not while the clock was ahead.
const lastApplied = "SELECT dated_at FROM inbox WHERE subscriber = ? AND applied_at <= ? ORDER BY applied_at DESC LIMIT 1"

// Of those that were applied first, and before ?2, those that are dated before ?3. It reads no more than ?4 rows, whatever it finds.
const oldOnes = `(SELECT event_id, dated_at FROM
	(SELECT event_id, dated_at FROM inbox WHERE subscriber = ?1 AND applied_at < ?2 ORDER BY applied_at, event_id LIMIT ?4)
	WHERE dated_at < ?3)`

// prune forgets what was applied longer ago than the retention, and is older by more than that than the event that was applied last: in a short
// transaction, and in none where nothing is old. It returns how many events.
func (s *store) prune(ctx context.Context, retention time.Duration, now time.Time, most int) (int64, error) {
	var newest int64
	err := s.reader.QueryRowContext(ctx, lastApplied, service, now.UnixMilli()).Scan(&newest)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	until := now.UnixMilli() - retention.Milliseconds()
	before := []any{service, until, min(until, newest-retention.Milliseconds()), most}
	var found bool
	if err := s.reader.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM "+oldOnes+")", before...).Scan(&found); err != nil || !found {
		return 0, err
	}
	transaction, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	// Without effect after a commit.
	defer transaction.Rollback()
	raise := "INSERT INTO inbox_horizons (subscriber, at) SELECT ?1, max(dated_at) FROM " + oldOnes + ` GROUP BY 1
		ON CONFLICT (subscriber) DO UPDATE SET at = max(inbox_horizons.at, excluded.at)`
	if _, err := transaction.ExecContext(ctx, raise, before...); err != nil {
		return 0, err
	}
	forget := "DELETE FROM inbox WHERE subscriber = ?1 AND event_id IN (SELECT event_id FROM " + oldOnes + ")"
	forgotten, err := transaction.ExecContext(ctx, forget, before...)
	if err != nil {
		return 0, err
	}
	many, err := forgotten.RowsAffected()
	if err != nil {
		return 0, err
	}
	if err := transaction.Commit(); err != nil {
		return 0, err
	}
	s.commits.Add(1)
	return many, nil
}
