import { describe, expect, it } from 'vitest';
import type { LiveEvent } from './events.ts';
import { layoutOf, pointOn } from './page/layout.js';
import { State } from './page/state.js';
import { SAID, TEXTS } from './page/texts.js';

const text = { en: 'Crash', ko: '크래시' };
const services = ['catalog', 'inventory', 'orders', 'payments', 'notifications', 'recommendations'];
const named = (names: readonly string[]) => names.map((name) => ({ name, role: name }));
const MONOLITH = {
  name: 'monolith',
  base: 'monolith',
  edge: 'monolith',
  processes: named(['monolith']),
  components: [],
};
const SERVICES = {
  name: 'microservices',
  base: 'microservices',
  edge: 'gateway',
  processes: named(['gateway', ...services]),
  components: ['rabbitmq'],
};
const run = (...arms: (typeof MONOLITH | typeof SERVICES)[]): LiveEvent => ({
  type: 'run',
  scenario: { id: 'made', title: text, question: text },
  profile: 'quick',
  seed: 7,
  baseline: 'monolith',
  arms,
  claims: [{ id: 'made.claim', text }],
  driver: { id: 'embedded', tellsSeconds: true },
});
const arm = 'monolith';
const second: LiveEvent = { type: 'second', arm, seconds: 1, ended: 20, failed: 1, p50: 4, p95: 9 };

/** The page's state after these events, a second after each other. */
function after(...events: LiveEvent[]): State {
  const state = new State();
  for (const [nth, event] of events.entries()) state.take({ ...event, at: 1_000 * (nth + 1) });
  return state;
}

describe('what the page knows', () => {
  it('of an arm: that it is up, what load it has, and its newest second, while others have their turn too', () => {
    const begun = [run(MONOLITH), { type: 'system', arm, state: 'is-up' }] as LiveEvent[];
    const load: LiveEvent = { type: 'load', arm, name: 'light', perSecond: 20, seconds: 2 };
    expect(after(...begun).arms.get(arm)).toMatchObject({ state: 'up', load: undefined });
    expect(after(...begun, load, second).arms.get(arm)).toMatchObject({
      load: { name: 'light' },
      second: { ended: 20 },
    });
    const over: LiveEvent = { type: 'load-over', arm };
    expect(after(...begun, load, second, over).arms.get(arm)).toMatchObject({
      load: undefined,
      second: { ended: 20 },
    });
    const gone: LiveEvent = { type: 'system', arm, state: 'is-gone' };
    expect(after(...begun, load, second, over, gone).arms.get(arm)).toMatchObject({ second: undefined });
  });

  it('of faults: where one strikes, from when to when, and who is down', () => {
    const fault = { type: 'fault', arm, title: text, where: 'monolith' } as const;
    const struck: LiveEvent[] = [
      run(MONOLITH),
      { ...fault, state: 'strikes' },
      { type: 'down', arm, processes: ['monolith'] },
    ];
    const during = after(...struck);
    expect(during.arms.get(arm)).toMatchObject({ fault: { where: 'monolith' }, down: ['monolith'] });
    expect(during.bands).toEqual([{ arm, from: 2_000, to: undefined }]);
    const past = after(...struck, { ...fault, state: 'is-over' }, { type: 'down', arm, processes: [] });
    expect(past.arms.get(arm)).toMatchObject({ fault: undefined, down: [] });
    // What the fault has brought lasts longer than the fault.
    expect(past.bands).toEqual([{ arm, from: 2_000, to: 5_000 }]);
  });

  it('draws no line from a system to the next one', () => {
    const gone: LiveEvent = { type: 'system', arm, state: 'is-gone' };
    const { points } = after(run(MONOLITH), second, gone, second);
    expect(points.map(({ p50 }) => p50)).toEqual([4, null, 4]);
  });

  it('of steps of work: the newest time of each, by arm', () => {
    const work = { type: 'work', arm, cell: 'clean@x1', step: 'compile' } as const;
    const state = after(run(MONOLITH), { ...work, ms: 900 }, { ...work, ms: 800 });
    expect([...(state.work.get('clean@x1 compile') ?? [])]).toEqual([[arm, 800]]);
  });

  it('is only of the run that it hears of last', () => {
    const state = after(
      run(MONOLITH),
      second,
      { type: 'note', line: { en: 'old', ko: '옛 메시지' } },
      run(SERVICES),
    );
    expect(state).toMatchObject({ points: [], lines: [] });
    expect([...state.arms.keys()]).toEqual(['microservices']);
  });

  it('ends with the run: nothing is under load or struck any more', () => {
    const over: LiveEvent = { type: 'over', outcome: 'finished', report: 'results/report.html' };
    const fault: LiveEvent = { type: 'fault', arm, title: text, where: 'monolith', state: 'strikes' };
    const state = after(run(MONOLITH), fault, second, over);
    expect(state.over).toMatchObject({ report: 'results/report.html' });
    expect(state.arms.get(arm)).toMatchObject({ state: 'absent', fault: undefined, second: undefined });
  });

  it('of a claim: its verdict when a look has settled it, and what is open stays inconclusive when the run is over', () => {
    const found = (verdict: string, open: boolean, look: number | null = 3): LiveEvent => ({
      type: 'estimates',
      rounds: 3,
      look,
      estimates: [],
      claims: [{ id: 'made.claim', verdict, open }],
    });
    const over: LiveEvent = { type: 'over', outcome: 'finished', report: null };
    const verdictAfter = (...events: LiveEvent[]) => after(run(MONOLITH), ...events).verdictOf('made.claim');
    expect(verdictAfter()).toBe('open');
    expect(verdictAfter(found('inconclusive', true))).toBe('open');
    expect(verdictAfter(found('supported', false, null))).toBe('open');
    expect(verdictAfter(found('supported', false))).toBe('supported');
    expect(verdictAfter(found('inconclusive', true), over)).toBe('inconclusive');
    expect(verdictAfter(found('supported', false), over)).toBe('supported');
  });

  it('keeps to its colours: the monolith is blue and the microservices orange, in any order', () => {
    const again = { ...MONOLITH, name: 'monolith-2' };
    const { arms } = after(run(SERVICES, MONOLITH, again));
    expect([...arms.values()].map(({ colour }) => colour)).toEqual([
      'var(--arm1)',
      'var(--arm0)',
      'var(--arm2)',
    ]);
  });
});

describe('a drawing', () => {
  const inside = (layout: ReturnType<typeof layoutOf>) =>
    layout.boxes.every(
      ({ x, y, width, height }) =>
        x - width / 2 >= 0 &&
        x + width / 2 <= layout.width &&
        y - height / 2 >= 0 &&
        y + height / 2 <= layout.height,
    );

  it('has a box for each process, the broker, and a database for each that has one', () => {
    const layout = layoutOf(SERVICES);
    const kinds = (kind: string) => layout.boxes.filter((box) => box.kind === kind).map(({ id }) => id);
    expect(kinds('process')).toEqual(['gateway', ...services]);
    expect(kinds('component')).toEqual(['rabbitmq']);
    expect(kinds('database')).toHaveLength(6);
    expect(layout.ways).toHaveLength(6);
    expect(inside(layout)).toBe(true);
    const single = layoutOf(MONOLITH);
    expect(single.boxes.map(({ kind }) => kind)).toEqual(['client', 'process', 'database']);
    expect(inside(single)).toBe(true);
  });

  it('has one database for all instances of a role', () => {
    const processes = [...SERVICES.processes, { name: 'orders-2', role: 'orders' }];
    const layout = layoutOf({ ...SERVICES, processes });
    expect(layout.boxes.filter(({ kind }) => kind === 'database')).toHaveLength(6);
    expect(inside(layout)).toBe(true);
  });

  it.each([
    { ...SERVICES, components: [] },
    { ...SERVICES, components: ['rabbitmq', 'redis'] },
    { ...MONOLITH, components: ['redis'] },
  ])('stays within its bounds with other servers: $edge on $components', (deployment) => {
    const layout = layoutOf(deployment);
    expect(inside(layout)).toBe(true);
    expect(layout.boxes.filter(({ kind }) => kind === 'component')).toHaveLength(
      deployment.components.length,
    );
  });

  it('has requests go evenly along their way', () => {
    const way = [
      { x: 0, y: 0 },
      { x: 0, y: 30 },
      { x: 10, y: 30 },
    ];
    expect([0, 0.5, 0.75, 1].map((share) => pointOn(way, share))).toEqual([
      { x: 0, y: 0 },
      { x: 0, y: 20 },
      { x: 0, y: 30 },
      { x: 10, y: 30 },
    ]);
  });
});

describe('the words of the page', () => {
  it('are there in both languages, each in its own', () => {
    const hangul = /\p{Script=Hangul}/u;
    for (const [name, { en, ko }] of Object.entries(TEXTS))
      expect([name, hangul.test(en), hangul.test(ko)]).toEqual([name, false, true]);
  });

  it('tell time and rates', () => {
    expect([5, 59.7, 125, -3].map((seconds) => SAID.left(seconds).en)).toEqual([
      'about 5 s left',
      'about 1 min 0 s left',
      'about 2 min 5 s left',
      'about 0 s left',
    ]);
    expect(SAID.round(2, 6, 1).ko).toBe('라운드 2/6');
    expect(SAID.round(2, 6, 3).en).toBe('Round 2 of 6, attempt 3');
    expect(SAID.rate(20.4, 0).en).toBe('20/s');
    expect(SAID.rate(20.4, 3).ko).toBe('초당 20건, 실패 3건');
    expect(SAID.load('burst', undefined, 16).en).toBe('burst: 16 requests at any time');
  });
});
