import { setTimeout as delay } from 'node:timers/promises';
import { pause } from '@lab/shared-domain/kernel/deadline';
import type { Held, Lock } from '@lab/shared-domain/kernel/lock';
import { inTime } from './in-time.ts';
import type { LockOptions } from './open-lock.ts';

const CONNECT_MS = 10_000;
/** A server that has not answered by then is not waited for. */
const ANSWER_MS = 1_000;
/** Consul ends a session that is not renewed after so many times its TTL, at the latest. */
const LATEST_END = 2;
/** Sessions are renewed so often before they end. */
const RENEWALS = 3;
/** While Consul keeps a name back after a session's end it wakes nobody: who waits asks again. ms. */
const ASK_AGAIN_MS = 50;
/** The shortest lease that Consul allows by itself (`session_ttl_min`). ms. */
const LEAST_TTL_MS = 10_000;
/**
 * How long Consul keeps a name back whose holder's session has ended, so that a holder who stood still may learn of it. It is 15 s by default.
 * Here it is short, as the other locks have none.
 */
const LOCK_DELAY_MS = 500;

interface Session {
  readonly id: string;
  readonly ttlMs: number;
  /** When it was last heard that it goes on, by `performance.now`. */
  heardAt: number;
  /**
   * Whether Consul has answered everything that was asked in it. A question without an answer may still arrive: a late release would take the
   * name from this session's next holder. So no other name is asked for in such a session. It is renewed for as long as it has users, and ends.
   */
  clear: boolean;
  /** Whether Consul has said that it has ended. */
  ended: boolean;
  /** Callers who hold a name in it, or ask for one. */
  users: number;
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly index: string;
}

/**
 * Locks in Consul: a key is acquired by a session, which ends when it is not renewed. Consul ends it after its TTL at the earliest, and after
 * twice as long at the latest.
 * https://developer.hashicorp.com/consul/docs/dynamic-app-config/sessions
 *
 * All callers of this process share a session, so two of them must not ask for one name at once: `queued` sees to that. After a question that
 * was not answered the next callers get a new session.
 *
 * @throws when it cannot be reached
 */
export async function openConsulLock({ url, prefix, leaseMs, onTrouble }: LockOptions): Promise<Lock> {
  const ending = new AbortController();
  const ask = askerOf(url, ending.signal);

  /** What is renewed. */
  const kept = new Set<Session>();
  /** Leases that are shorter than the server allows are as short as it allows. */
  const begin = async (): Promise<Session> => {
    const heardAt = performance.now();
    for (const ttl of [leaseMs, LEAST_TTL_MS]) {
      const answer = await ask('PUT', '/v1/session/create', ANSWER_MS, {
        TTL: `${ttl}ms`,
        LockDelay: `${LOCK_DELAY_MS}ms`,
        Behavior: 'release',
      });
      if (answer.status === 200) {
        const { ID: id } = JSON.parse(answer.text) as { ID: string };
        const begun = { id, ttlMs: ttl, heardAt, clear: true, ended: false, users: 0 };
        kept.add(begun);
        return begun;
      }
      if (!answer.text.includes('TTL')) throw new Error(`Consul makes no session: ${answer.text}`);
    }
    throw new Error('Consul makes no session of such a TTL');
  };

  let session = await untilBegun(begin, CONNECT_MS);
  let beginning: Promise<Session> | undefined;
  /** The session to ask in. Callers who need a new one at the same time share it. */
  const current = async (): Promise<Session> => {
    if (session.clear) return session;
    beginning ??= begin().finally(() => {
      beginning = undefined;
    });
    session = await beginning;
    return session;
  };
  const renew = async (each: Session): Promise<void> => {
    const askedAt = performance.now();
    const { status } = await ask('PUT', `/v1/session/renew/${each.id}`, ANSWER_MS);
    if (status === 200) each.heardAt = askedAt;
    // What was held in it is lost.
    else if (status === 404) {
      each.ended = true;
      each.clear = false;
    }
  };
  const keeping = (async () => {
    for (;;) {
      await pause(leaseMs / RENEWALS, ending.signal);
      if (ending.signal.aborted) return;
      for (const each of kept) if (each.ended || !(each.clear || each.users > 0)) kept.delete(each);
      // One that is begun now is renewed from the next time on.
      const renewals = [...kept].map(renew);
      for (const { reason } of (await Promise.allSettled([current(), ...renewals])).filter(isRejected))
        if (!ending.signal.aborted) onTrouble(reason);
    }
  })();

  /** Goes on until Consul has heard it, or the session has ended: until then it keeps the name from others. */
  const giveBack = async (key: string, of: Session): Promise<void> => {
    const endedBy = () => of.heardAt + LATEST_END * of.ttlMs;
    while (performance.now() < endedBy() && !ending.signal.aborted) {
      try {
        const { status } = await ask('PUT', `/v1/kv/${key}?release=${of.id}`, ANSWER_MS);
        if (status < 500) return;
      } catch (error) {
        if (!ending.signal.aborted) onTrouble(error);
      }
      of.clear = false;
      await pause(ASK_AGAIN_MS, ending.signal);
    }
  };

  /** @returns whether Consul gave the name (200) or refused it (409). @throws when it did not say: it may have given it, or still will */
  const askFor = async (key: string, own: Session): Promise<Answer> => {
    const operation = { Verb: 'lock', Key: key, Value: '', Session: own.id };
    try {
      const answer = await ask('PUT', '/v1/txn', ANSWER_MS, [{ KV: operation }]);
      if (answer.status === 200 || answer.status === 409) return answer;
      throw new Error(`Consul answered ${answer.status}: ${answer.text}`);
    } catch (error) {
      own.clear = false;
      void giveBack(key, own);
      throw error;
    }
  };

  const heldIn = (own: Session, key: string, { text }: Answer): Held => {
    const [result] = (JSON.parse(text) as { Results: { KV: { ModifyIndex: number } }[] }).Results;
    return {
      // Consul's count of all writes: it grows over all sessions, and a key that was deleted does not begin anew.
      token: result?.KV.ModifyIndex ?? 0,
      lost: () => own.ended || performance.now() - own.heardAt >= leaseMs,
      release: async () => {
        const given = inTime(ANSWER_MS, 'Consul took nothing back', giveBack(key, own));
        await given.catch((error: unknown) => {
          own.clear = false;
          onTrouble(error);
        });
        own.users -= 1;
      },
    };
  };

  return {
    async acquire(name, patienceMs) {
      const giveUpAt = performance.now() + patienceMs;
      const key = `${prefix}locks/${name}`;
      for (;;) {
        const own = await current();
        own.users += 1;
        const answer = await askFor(key, own).catch((error: unknown) => {
          own.users -= 1;
          throw error;
        });
        if (answer.status === 200) return heldIn(own, key, answer);
        own.users -= 1;
        if (/invalid session/i.test(answer.text)) own.clear = false;
        const left = giveUpAt - performance.now();
        if (left <= 0) throw new Error(`${name} was not free in ${Math.round(patienceMs)} ms`);
        await untilChanged(ask, key, left);
      }
    },

    async close() {
      const destroyed = [...kept].map(({ id }) => ask('PUT', `/v1/session/destroy/${id}`, ANSWER_MS));
      await Promise.allSettled(destroyed);
      ending.abort();
      await keeping;
    },
  };
}

const isRejected = (each: PromiseSettledResult<unknown>): each is PromiseRejectedResult =>
  each.status === 'rejected';

type Ask = (method: 'GET' | 'PUT', path: string, ms: number, body?: unknown) => Promise<Answer>;

/** A token of Consul's access control stands in the URL's place for a password. @throws when no answer comes in time */
function askerOf(url: string, ending: AbortSignal): Ask {
  const base = new URL(url);
  const token = decodeURIComponent(base.password);
  base.username = '';
  base.password = '';
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (token !== '') headers['x-consul-token'] = token;
  return async (method, path, ms, body) => {
    const response = await fetch(new URL(path, base), {
      method,
      headers,
      signal: AbortSignal.any([ending, AbortSignal.timeout(Math.max(1, Math.ceil(ms)))]),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const index = response.headers.get('x-consul-index') ?? '';
    return { status: response.status, text: await response.text(), index };
  };
}

/** Waits for the holder's end, or for a while where nobody holds the name and Consul keeps it back. */
async function untilChanged(ask: Ask, key: string, left: number): Promise<void> {
  const { status, text, index } = await ask('GET', `/v1/kv/${key}`, ANSWER_MS);
  const [entry] = status === 200 ? (JSON.parse(text) as { Session?: string }[]) : [];
  if (!entry?.Session) {
    await delay(Math.min(left, ASK_AGAIN_MS));
    return;
  }
  const waitMs = Math.max(1, Math.floor(left));
  // Consul waits for up to a sixteenth more than it is told.
  await ask('GET', `/v1/kv/${key}?index=${index}&wait=${waitMs}ms`, waitMs * (17 / 16) + ANSWER_MS);
}

/** A server that is being started has no leader yet, and makes no session. @throws the last reason, when it is late */
async function untilBegun(begin: () => Promise<Session>, ms: number): Promise<Session> {
  const giveUpAt = performance.now() + ms;
  for (;;) {
    try {
      return await begin();
    } catch (error) {
      if (performance.now() >= giveUpAt) throw error;
      await delay(ASK_AGAIN_MS);
    }
  }
}
