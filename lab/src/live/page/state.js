// @ts-check

/** @typedef {import('../events.ts').LiveEvent & { readonly at: number }} Told */
/**
 * @template {Told['type']} T
 * @typedef {Extract<Told, { type: T }>} Of
 */

/**
 * An arm as it is now.
 * @typedef {object} ArmNow
 * @property {Of<'run'>['arms'][number]} plan
 * @property {string} colour a CSS colour
 * @property {'absent' | 'starts' | 'up'} state
 * @property {Of<'load'> | undefined} load
 * @property {Of<'second'> | undefined} second the last one of its system: it stays while other systems have their turn
 * @property {Of<'fault'> | undefined} fault that bites now
 * @property {Of<'fault'> | undefined} struckBy the last one of the load that goes on: what it has brought may outlast it
 * @property {readonly string[]} down
 */

/**
 * A point of an arm's curves: a second of a load. Without times, the curve breaks off.
 * @typedef {{ readonly at: number, readonly arm: string, readonly p50: number | null, readonly p95: number | null, readonly failed: number | null }} Point
 */
/**
 * When an arm was struck: a fault was there, or a process was down of it. Without `to` it still is.
 * @typedef {{ readonly arm: string, readonly from: number, to: number | undefined }} Band
 */

/** So much is kept to draw: the curves show less. */
const MOST_POINTS = 1_200;
const MOST_LINES = 300;
/** What arms of these bases are drawn in. Any other arm gets one of the other colours. */
const COLOURS = /** @type {Readonly<Record<string, string>>} */ ({
  monolith: 'var(--arm0)',
  microservices: 'var(--arm1)',
});
const OTHER_COLOURS = [2, 3, 4, 5].map((nth) => `var(--arm${nth})`);

/** All that the page shows, as made from the events of a run. */
export class State {
  /** @type {Of<'run'> | undefined} */
  run;
  /** @type {Map<string, ArmNow>} */
  arms = new Map();
  /** @type {Of<'round'> | undefined} */
  round;
  /** @type {Of<'step'>['what'] | undefined} */
  step;
  /** @type {Of<'note'>['line'][]} */
  lines = [];
  /** @type {Point[]} */
  points = [];
  /** @type {Band[]} */
  bands = [];
  /** @type {Of<'trials'>[]} */
  trials = [];
  /** @type {Of<'estimates'> | undefined} */
  estimates;
  /** By cell and step, the newest time of each arm. @type {Map<string, Map<string, number>>} */
  work = new Map();
  /** @type {Of<'over'> | undefined} */
  over;

  /** Takes an event in. @param {Told} event */
  take(event) {
    switch (event.type) {
      case 'run':
        // Of another run, when a page is left open: nothing of the last one counts.
        Object.assign(this, new State(), { run: event, arms: armsOf(event) });
        return;
      case 'note':
        this.lines = [...this.lines, event.line].slice(-MOST_LINES);
        return;
      case 'step':
        this.step = event.what;
        return;
      case 'round':
        this.round = event;
        return;
      case 'trials':
        this.trials = [...this.trials, event];
        return;
      case 'estimates':
        this.estimates = event;
        return;
      case 'work': {
        const key = `${event.cell} ${event.step}`;
        const times = new Map(this.work.get(key)).set(event.arm, event.ms);
        this.work = new Map(this.work).set(key, times);
        return;
      }
      case 'over':
        this.over = event;
        this.step = undefined;
        for (const arm of this.arms.values()) Object.assign(arm, ABSENT);
        return;
      default: {
        const arm = this.arms.get(event.arm);
        if (arm) this.#takeOf(arm, event);
      }
    }
  }

  /**
   * What a claim has come to. It is open while more rounds may settle it. When the run is over it is called as in the report.
   * @param {string} id
   */
  verdictOf(id) {
    const found = this.estimates?.claims.find((claim) => claim.id === id);
    if (found && !found.open && this.estimates?.look != null) return found.verdict;
    return this.over ? 'inconclusive' : 'open';
  }

  /** @param {ArmNow} arm @param {Of<'system' | 'load' | 'load-over' | 'second' | 'fault' | 'down'>} event */
  #takeOf(arm, event) {
    switch (event.type) {
      case 'system':
        if (event.state === 'is-gone') {
          Object.assign(arm, ABSENT);
          this.#breakCurve(event);
        } else arm.state = event.state === 'is-up' ? 'up' : 'starts';
        return;
      case 'load':
        arm.load = event;
        return;
      case 'load-over':
        arm.load = undefined;
        arm.struckBy = undefined;
        return;
      case 'second': {
        const { at, p50, p95, failed } = event;
        arm.second = event;
        this.#add({ at, arm: event.arm, p50, p95, failed });
        return;
      }
      case 'fault':
        arm.fault = event.state === 'strikes' ? event : undefined;
        arm.struckBy = arm.fault ?? arm.struckBy;
        this.#band(arm, event);
        return;
      case 'down':
        arm.down = event.processes;
        this.#band(arm, event);
        return;
    }
  }

  /** Its next point is another system's. @param {Of<'system'>} event */
  #breakCurve({ at, arm }) {
    this.#add({ at, arm, p50: null, p95: null, failed: null });
  }

  /** @param {Point} point */
  #add(point) {
    this.points.push(point);
    if (this.points.length > MOST_POINTS) this.points.shift();
  }

  /** @param {ArmNow} arm @param {Of<'fault' | 'down'>} event */
  #band({ fault, down }, { at, arm }) {
    const open = this.bands.find((band) => band.arm === arm && band.to === undefined);
    const isStruck = fault !== undefined || down.length > 0;
    if (isStruck && !open) this.bands.push({ arm, from: at, to: undefined });
    if (!isStruck && open) open.to = at;
  }
}

/** @type {Omit<ArmNow, 'plan' | 'colour'>} */
const ABSENT = {
  state: 'absent',
  load: undefined,
  second: undefined,
  fault: undefined,
  struckBy: undefined,
  down: [],
};

/** @param {Of<'run'>} run @returns {Map<string, ArmNow>} */
function armsOf({ arms }) {
  const others = [...OTHER_COLOURS];
  const taken = new Set();
  return new Map(
    arms.map((plan) => {
      const own = taken.has(plan.base) ? undefined : COLOURS[plan.base];
      taken.add(plan.base);
      return [plan.name, { plan, colour: own ?? others.shift() ?? 'var(--soft)', ...ABSENT }];
    }),
  );
}
