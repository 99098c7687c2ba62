import { hashPassword } from '../../identity/password.ts';
import { pause } from '../../kernel/deadline.ts';
import { DependencyFailure } from '../../kernel/dependency-failure.ts';
import type { UnitOfWork } from '../../kernel/unit-of-work.ts';
import type { Fault, FaultOf, FaultPlace } from './fault.ts';

/** What a fault needs of the place that it strikes. */
export interface Scene {
  readonly context: FaultPlace;
  /** Of the context's database. */
  readonly unitOfWork: UnitOfWork;
  /** Writes the context's data anew, in the ambient transaction. The edge has none. */
  readonly rewrite: () => Promise<unknown>;
  /** Says that it has taken effect once more. Resolves when that has left the process, if it is to be said. */
  readonly bite: () => Promise<void>;
  /** Says that it has ended, if it is one that does so by itself. */
  readonly over: () => void;
  /** Ends the process at once. */
  readonly die: () => void;
  /** Aborts when the fault is cleared. */
  readonly cleared: AbortSignal;
  /** Told when the fault could not take effect. */
  readonly onFailure: (error: unknown) => void;
}

/** What a call of the context, or a request at the edge, meets before it goes on. */
export type Obstacle = () => Promise<void>;

const once = (obstacle: Obstacle): Obstacle => {
  let met = false;
  return async () => {
    if (met) return;
    met = true;
    await obstacle();
  };
};

/** Never let go of. */
const leaked: number[][] = [];
/** In an array of whole numbers. */
const BYTES_PER_NUMBER = 8;

/** Steps by it fall evenly into any share of the unit interval, and into step with no rhythm of the calls (Weyl 1916). */
const GOLDEN_RATIO = 0.618033988749895;

/** Computes, as a regular expression does that backtracks for ever. */
function blockFor(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

/** What each fault does. Those that happen by themselves, without a call, put nothing in the way of calls. */
const EFFECTS: { readonly [K in Fault['kind']]: (fault: FaultOf<K>, scene: Scene) => Obstacle | undefined } =
  {
    crash: (_, { bite, die }) =>
      once(async () => {
        await bite();
        die();
        // The call does not live to see what comes next.
        await new Promise<never>(() => undefined);
      }),

    'crash-at': (_, scene) => EFFECTS.crash({ kind: 'crash' }, scene),

    'fail-at': (_, scene) => EFFECTS.fail({ kind: 'fail', share: 1 }, scene),

    block: ({ ms }, { bite, over }) =>
      once(async () => {
        await bite();
        blockFor(ms);
        over();
      }),

    leak:
      ({ bytes }, { bite }) =>
      async () => {
        leaked.push(new Array<number>(Math.ceil(bytes / BYTES_PER_NUMBER)).fill(0));
        await bite();
      },

    slow:
      ({ ms }, { bite, cleared }) =>
      async () => {
        await bite();
        await pause(ms, cleared);
      },

    fail: ({ share }, { context, bite }) => {
      let calls = 0;
      return async () => {
        if ((calls++ * GOLDEN_RATIO) % 1 >= share) return;
        await bite();
        throw new DependencyFailure(context, 'failed', 'a fault was injected');
      };
    },

    'hold-writer': ({ ms }, { unitOfWork, rewrite, bite, over, cleared, onFailure }) => {
      const report = async () => {
        await rewrite();
        await bite();
        // Then it does as long reports do: it waits, for its reader's sake, with the transaction open. Its time counts from the bite.
        await pause(ms, cleared);
      };
      unitOfWork.write(report).then(over, onFailure);
      return undefined;
    },

    // Around a write, and not in the way of calls: `FaultInjection.aroundWrite`.
    hold:
      ({ ms }, { bite, cleared }) =>
      async () => {
        await bite();
        await pause(ms, cleared);
      },

    hash: ({ count }, { bite, over, onFailure }) => {
      // As many customers as come to sign in at once would have their passwords checked, if nobody limited them.
      const hashes = Array.from({ length: count }, () => hashPassword('a neighbour'));
      void bite();
      Promise.all(hashes).then(over, onFailure);
      return undefined;
    },
  };

/** Lets a fault into its scene. @returns what it puts in the way of the context's calls, if anything. */
export function takeEffect(fault: Fault, scene: Scene): Obstacle | undefined {
  // The compiler does not see that the kind that finds the effect is the fault's own.
  const effect = EFFECTS[fault.kind] as (fault: Fault, scene: Scene) => Obstacle | undefined;
  return effect(fault, scene);
}
