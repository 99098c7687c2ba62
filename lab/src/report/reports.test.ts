import { describe, expect, it } from 'vitest';
import { madeRounds, madeScenario } from '../../test/fixtures/made-trials.ts';
import { parseArms } from '../plan/arms.ts';
import { compareTrials } from '../run/compare-trials.ts';
import type { Manifest } from '../run/records/manifest.ts';
import type { Arm } from '../scenario/scenario.ts';
import { renderReports } from './render-reports.ts';
import { renderTerminal } from './terminal.ts';
import { mergedLatencies, processesOf, timeParts } from './view.ts';

const arms = parseArms('monolith,microservices', ['monolith', 'microservices']) as [Arm, Arm];
const trials = madeRounds(arms, [3, 2.9, 3.1, 3, 3.05, 2.95]);
const plan = { scenario: madeScenario, arms, baseline: 'monolith', profile: 'quick' } as const;
const comparison = compareTrials(plan, trials, {
  runId: 'made-run',
  driver: 'embedded',
  notes: ['<b>note</b> | pipe'],
});
const manifest: Manifest = {
  schema: 1,
  runId: 'made-run',
  scenario: {
    ...madeScenario,
    endpoints: [...madeScenario.endpoints],
    phases: madeScenario.phases.map(({ name, perSecond, seconds }) => ({
      name,
      perSecond,
      seconds: seconds.quick,
    })),
    claims: madeScenario.claims.map(({ id, text, decidedBy }) => ({ id, text, decidedBy })),
  },
  profile: 'quick',
  baseline: 'monolith',
  arms: arms.map((arm) => ({ ...arm, title: arm.name })),
  seed: 7,
  rounds: 6,
  looks: [6],
  cpus: null,
  warmUp: { perSecond: 50, minSeconds: 3, maxSeconds: 15, within: 1.3 },
  order: [],
  driver: { id: 'embedded', description: 'embedded' },
  components: [],
  environment: {
    commit: null,
    dirty: null,
    lockfile: null,
    node: 'v20',
    os: 'Linux',
    cpuModel: 'made',
    cpuCount: 2,
    memoryBytes: 1e9,
    governor: null,
    cgroup: null,
  },
  startedAt: '2026-07-01T10:00:00.000Z',
  endedAt: '2026-07-01T10:03:00.000Z',
  status: 'finished',
  reason: null,
  command: 'make run-scenario SEED=7',
};
const files = { manifest, comparison, trials };

describe('the reports of a run', () => {
  const { html, markdown } = renderReports(files);

  it('say the headline in words, the claims in both languages, and how to repeat it', () => {
    for (const text of [html, markdown, renderTerminal(files)]) {
      expect(text).toContain('3.00× slower [2.9');
      expect(text).toContain('made.claim');
      expect(text).toContain('supported');
    }
    for (const text of [html, markdown]) {
      expect(text).toContain('느리다');
      expect(text).toContain('make run-scenario SEED=7');
    }
  });

  it('escape what comes from data', () => {
    expect(html).toContain('&lt;b&gt;note&lt;/b&gt;');
    expect(html).not.toContain('<b>note');
    expect(html).toContain('Made &lt;up&gt;');
    expect(markdown).not.toContain('<b>note');
    expect(markdown).toContain('\\| pipe');
  });

  it('need nothing from elsewhere', () => {
    expect(html).not.toMatch(/<script|src=|href=|url\(|@import/);
    expect(html).not.toContain('NaN');
    expect(html).not.toContain('undefined');
  });

  it('give every chart a text alternative', () => {
    const charts = html.match(/<svg/g)?.length ?? 0;
    expect(charts).toBeGreaterThan(4);
    expect(html.match(/<svg[^>]+aria-label="[^"]+"/g)).toHaveLength(charts);
  });

  it('can be made of a run in which nothing is comparable', () => {
    const bare = compareTrials(plan, trials.slice(0, 1), { runId: 'r', driver: 'k6', notes: [] });
    const reports = renderReports({ manifest, comparison: bare, trials: trials.slice(0, 1) });
    expect(reports.html).not.toContain('NaN');
    expect(renderTerminal({ manifest, comparison: bare, trials: [] })).not.toContain('NaN');
  });
});

describe('the views', () => {
  it('merge the trials of an arm', () => {
    const row = mergedLatencies(files).find(
      ({ phase, endpoint }) => phase === 'light' && endpoint === 'all requests',
    );
    expect(row?.arms.map(({ arm, response }) => [arm, response?.count])).toEqual([
      ['monolith', 1_200],
      ['microservices', 1_200],
    ]);
  });

  it('split CPU time by process', () => {
    const [part] = processesOf(files, 'monolith', 'light');
    expect(part).toMatchObject({ process: 'monolith' });
    expect(part?.cpuMs).toBeCloseTo(0.257, 2);
  });

  it('make the parts of a request add up to what the edge saw', () => {
    const [first] = timeParts(files, 'monolith', 'light');
    const [edge = 0, , waiting = 0, services = 0] = first?.parts ?? [];
    expect(waiting).toBeCloseTo(services);
    expect(waiting + services).toBeCloseTo(edge / 2);
  });
});
