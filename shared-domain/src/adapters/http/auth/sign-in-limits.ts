import { timeLeft } from '../../../kernel/call-context.ts';
import { Problem } from '../problems/problem.ts';
import { type FailureLimits, Failures } from './failures.ts';
import { NoTurn, Turns } from './turns.ts';

export interface SignInLimits {
  /** So many passwords are checked at a time. */
  readonly atATime: number;
  /** So many sign-ins wait for their turn. */
  readonly waiting: number;
  /** Of one account, signed in to from one address. */
  readonly failures: FailureLimits;
  readonly refusals: {
    /** A refusal is held back for so long, or its client asks again at once: a refusal costs the process as much as an answer. ms. */
    readonly heldMs: number;
    /** So many are held at a time: each holds a connection. Others are given at once. */
    readonly atATime: number;
  };
}

/**
 * A password's check takes a thread of libuv's pool for a tenth of a second, and SQLite reads with the same four threads: two
 * are left for it. A hundred thousand keys are some 20 MB.
 */
export const USUAL_SIGN_IN_LIMITS: SignInLimits = {
  atATime: 2,
  waiting: 16,
  failures: { burst: 10, forgottenAfterMs: 10_000, keys: 100_000 },
  refusals: { heldMs: 1_000, atATime: 500 },
};

/** Why a sign-in is refused, and after how many ms it may be tried again. */
class Refusal extends Error {
  constructor(
    why: string,
    readonly waitMs: number,
  ) {
    super(why);
  }
}

interface Attempt {
  /** The address that the client connects from. */
  readonly client: string;
  readonly email: string;
}

/** Keeps sign-ins from taking the process from everybody else, and passwords from being guessed by trying. */
export class SignInGuard {
  readonly #turns: Turns;
  readonly #failures: Failures;
  #held = 0;

  constructor(private readonly limits: SignInLimits = USUAL_SIGN_IN_LIMITS) {
    this.#turns = new Turns(limits);
    this.#failures = new Failures(limits.failures);
  }

  /**
   * Checks a password when it is its turn. Only failures count against a client: right passwords are never refused for their number.
   *
   * @throws Problem `too-many-sign-ins`, with the time after which to try again
   */
  async check<T extends { readonly ok: boolean }>(attempt: Attempt, signIn: () => Promise<T>): Promise<T> {
    // Of both, as a customer must not be locked out by others who guess, nor by others who share an address.
    const key = `${attempt.client} ${attempt.email.toLowerCase()}`;
    try {
      this.#refuseIfGuessing(key);
      return await this.#turns.take(async () => {
        // Others of this key may have failed while this one waited.
        this.#refuseIfGuessing(key);
        if (timeLeft(1) <= 0) throw new NoTurn('its request has no time left');
        const result = await signIn();
        if (!result.ok) this.#failures.add(key);
        return result;
      });
    } catch (error) {
      const busy = error instanceof NoTurn && new Refusal('Many clients are signing in just now.', 1_000);
      const refusal = busy || error;
      if (!(refusal instanceof Refusal)) throw error;
      await this.#hold();
      const retryAfterS = Math.ceil(refusal.waitMs / 1000);
      throw new Problem('too-many-sign-ins', `${refusal.message} Try again in ${retryAfterS} s.`, {
        retryAfterS,
      });
    }
  }

  #refuseIfGuessing(key: string): void {
    const waitMs = this.#failures.waitMs(key);
    if (waitMs > 0) throw new Refusal('Too many failed sign-ins to this account from your address.', waitMs);
  }

  async #hold(): Promise<void> {
    const { heldMs, atATime } = this.limits.refusals;
    const ms = timeLeft(heldMs);
    if (ms <= 0 || this.#held >= atATime) return;
    this.#held += 1;
    await new Promise((resolve) => setTimeout(resolve, ms));
    this.#held -= 1;
  }
}
