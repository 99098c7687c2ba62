import { type Inbox, TooOld } from '../../kernel/events.ts';
import { ANY, asIs, each, hasChanged, howMany, nothing, type Sql } from './sql.ts';

/**
 * What has no time is never too old, and neither is anything for a subscriber that has forgotten nothing yet. Without the time of its application
 * a row stays: that of an event without a time, and of one from more than a day ahead, which would be in the way of younger ones.
 */
const INSERT = `INSERT INTO inbox (subscriber, event_id, dated_at, applied_at)
  SELECT ?1, ?2, ?3, iif(?3 <= ?4 + 86400000, ?4, NULL)
  WHERE coalesce(?3 > (SELECT at FROM inbox_horizons WHERE subscriber = ?1), 1)
  ON CONFLICT DO NOTHING`;
const APPLIED_BY = `SELECT subscriber FROM inbox WHERE subscriber IN ${ANY} AND event_id = ?`;
/** Why a row was not inserted. */
const STANDING = `SELECT
  EXISTS (SELECT 1 FROM inbox WHERE subscriber = ?1 AND event_id = ?2) AS "known",
  (SELECT at FROM inbox_horizons WHERE subscriber = ?1) AS "horizon"`;
const FORGET = `DELETE FROM inbox WHERE subscriber IN ${ANY} AND event_id = ?`;
/** Not what was applied while the clock was ahead: that would be the last one until the time comes. */
const LAST = `SELECT dated_at AS "datedAt" FROM inbox
  WHERE subscriber = ? AND applied_at <= ? ORDER BY applied_at DESC LIMIT 1`;
/** Of those that were applied first, and before ?2, those that are dated before ?3. It reads no more than ?4 rows, whatever it finds. */
const OLD = `(SELECT event_id, dated_at FROM
    (SELECT event_id, dated_at FROM inbox WHERE subscriber = ?1 AND applied_at < ?2
      ORDER BY applied_at, event_id LIMIT ?4)
  WHERE dated_at < ?3)`;
const ANY_OLD = `SELECT EXISTS (SELECT 1 FROM ${OLD}) AS "any"`;
const RAISE = `INSERT INTO inbox_horizons (subscriber, at) SELECT ?1, max(dated_at) FROM ${OLD} GROUP BY 1
  ON CONFLICT (subscriber) DO UPDATE SET at = max(inbox_horizons.at, excluded.at)`;
const PRUNE = `DELETE FROM inbox WHERE subscriber = ?1 AND event_id IN (SELECT event_id FROM ${OLD})`;

interface Standing {
  readonly known: 0 | 1;
  readonly horizon: number | null;
}

const subscribers = each(({ subscriber }: { subscriber: string }) => subscriber);

export function createInbox(sql: Sql): Inbox {
  return {
    async firstTime(subscriber, eventId, datedAt, now = Date.now()) {
      if (await sql.change(INSERT, [subscriber, eventId, datedAt ?? null, now], hasChanged)) return true;
      const [standing] = await sql.query(STANDING, [subscriber, eventId], asIs<Standing>);
      if (standing?.known === 1) return false;
      throw new TooOld(subscriber, eventId, standing?.horizon ?? 0);
    },
    appliedBy: (among, eventId) => sql.query(APPLIED_BY, [JSON.stringify(among), eventId], subscribers),
    forget: (among, eventId) => sql.change(FORGET, [JSON.stringify(among), eventId], nothing),
    async prune(subscriber, { retentionMs, now, most }) {
      const [last] = await sql.query(LAST, [subscriber, now], asIs<{ datedAt: number }>);
      if (last === undefined) return 0;
      const before = [subscriber, now - retentionMs, Math.min(now, last.datedAt) - retentionMs, most];
      // Most looks find nothing to forget: they keep no writer waiting.
      const any = await sql.query(ANY_OLD, before, ([row]: { any: 0 | 1 }[]) => row?.any === 1);
      if (!any) return 0;
      return sql.write(async () => {
        await sql.change(RAISE, before, nothing);
        return sql.change(PRUNE, before, howMany);
      });
    },
  };
}
