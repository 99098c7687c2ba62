/** What several activities do at the same time: each is started once for every interleaving, and waits at its points for its turn. */
type Activities = Readonly<Record<string, () => Promise<unknown>>>;

/** Waits for the turn of an activity, by its name. */
export type Turn = (name: string) => Promise<void>;

interface Exploration<State> {
  /** A world of its own for each interleaving. */
  readonly begin: (turn: Turn) => Promise<{ readonly state: State; readonly activities: Activities }>;
  /** Looks at what has become of it. @param order whose turn it was, from the first to the last */
  readonly look: (state: State, order: readonly string[]) => Promise<void>;
  /**
   * So often an activity that could go on is left for another one, at most. Most faults of concurrency need few switches (Musuvathi and
   * Qadeer, "Iterative Context Bounding for Systematic Testing of Multithreaded Programs", PLDI 2007).
   */
  readonly mostSwitches: number;
}

/** Nothing here waits for anything but its turn. ms. */
const DEADLINE_MS = 10_000;

/** A place where there was more than one way to go on. */
interface Fork {
  readonly candidates: readonly string[];
  chosen: number;
}

/**
 * Tries every order in which activities can pass their points, one after the other, by starting anew and choosing differently at the last
 * fork that has a way left (Godefroid, "Model Checking for Programming Languages using VeriSoft", POPL 1997). Deterministic.
 *
 * @returns how many there are
 * @throws what an activity or a look throws, with the order that led there
 */
export async function explore<State>({ begin, look, mostSwitches }: Exploration<State>): Promise<number> {
  const forks: Fork[] = [];
  for (let explored = 1; ; explored += 1) {
    const order: string[] = [];
    try {
      const { state, run } = await prepared(begin);
      await run((waiting) => choose(waiting, order, forks, mostSwitches), order);
      await look(state, order);
    } catch (error) {
      throw new Error(`in the order ${order.join(' ')}: ${String(error)}`, { cause: error });
    }
    while (forks.length > 0 && isSpent(forks.at(-1))) forks.pop();
    const last = forks.at(-1);
    if (!last) return explored;
    last.chosen += 1;
  }
}

const isSpent = (fork: Fork | undefined): boolean =>
  fork !== undefined && fork.chosen + 1 >= fork.candidates.length;

/** Whoever has the turn keeps it first; the others are other ways to go on, as long as switches are left. */
function choose(
  waiting: readonly string[],
  order: readonly string[],
  forks: Fork[],
  mostSwitches: number,
): string {
  const current = order.at(-1);
  const others = waiting.filter((name) => name !== current);
  const goesOn = current !== undefined && waiting.includes(current);
  const candidates = !goesOn
    ? others
    : switchesIn(order, forks) < mostSwitches
      ? [current, ...others]
      : [current];
  const place = order.length;
  forks[place] ??= { candidates, chosen: 0 };
  const { candidates: known, chosen } = forks[place];
  return known[chosen] as string;
}

/** How often somebody was left who could have gone on: all but the first of a fork's candidates, where the first had the turn. */
const switchesIn = (order: readonly string[], forks: readonly Fork[]): number =>
  order.filter((name, place) => {
    const before = order[place - 1];
    return before !== undefined && name !== before && forks[place]?.candidates[0] === before;
  }).length;

async function prepared<State>(begin: Exploration<State>['begin']) {
  const waiting = new Map<string, () => void>();
  const running = new Set<string>();
  let quiet = (): void => undefined;
  const turn: Turn = (name) =>
    new Promise((resolve) => {
      waiting.set(name, resolve);
      running.delete(name);
      if (running.size === 0) quiet();
    });
  const { state, activities } = await begin(turn);

  async function run(next: (waiting: readonly string[]) => string, order: string[]): Promise<void> {
    let failure: { readonly error: unknown } | undefined;
    const untilQuiet = () =>
      new Promise<void>((resolve, reject) => {
        const late = setTimeout(
          () => reject(new Error(`${[...running]} neither waits nor ends`)),
          DEADLINE_MS,
        );
        quiet = () => {
          clearTimeout(late);
          resolve();
        };
        if (running.size === 0) quiet();
      });
    for (const [name, activity] of Object.entries(activities)) {
      running.add(name);
      void activity()
        .catch((error) => {
          failure ??= { error };
        })
        .finally(() => {
          running.delete(name);
          if (running.size === 0) quiet();
        });
      await untilQuiet();
    }
    while (waiting.size > 0 && !failure) {
      const name = next([...waiting.keys()].toSorted());
      const go = waiting.get(name);
      waiting.delete(name);
      order.push(name);
      running.add(name);
      const calm = untilQuiet();
      go?.();
      await calm;
    }
    if (failure) throw failure.error;
  }
  return { state, run };
}
