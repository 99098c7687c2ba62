import { expect, it } from 'vitest';
import { type MadeRun, madeRun, spacedRun } from '../../../test/fixtures/made-run.ts';
import type { Capacity } from '../../records/capacity.ts';
import { renderReports } from '../../report/render-reports.ts';

const tell = (run: MadeRun) => renderReports(run);
const AT_RANDOM = 'At moderate load requests start at random';

it('says which requests start at random, and which are evenly spaced', () => {
  const { html, markdown } = tell(spacedRun(madeRun(), 'poisson', 'poisson'));
  expect(html).toContain(AT_RANDOM);
  expect(html).toContain('At light load requests are evenly spaced');
  expect(html).toContain('At moderate load (100 requests a second, at random)');
  expect(markdown).toContain('At light load (50 requests a second)');
});

it('says nothing of it where all were evenly spaced, whatever was planned', () => {
  const { html } = tell(spacedRun(madeRun(), 'poisson', 'even'));
  expect(html).not.toContain('at random');
  expect(html).toBe(tell(spacedRun(madeRun(), 'even', 'even')).html);
});

it('says what the loads are shares of, and how that was found', () => {
  const run = madeRun();
  const [light, moderate] = run.manifest.scenario.phases;
  if (!light || !moderate) throw new Error('a made run has two phases');
  const phases = [
    { ...light, share: 0.3 },
    { ...moderate, share: 0.8, bound: 'most' as const },
  ];
  const burst = {
    ...{
      name: 'capacity',
      outstanding: 16,
      seconds: 3,
      completed: 300,
      errors: 0,
      timeouts: 0,
      perSecond: 100,
    },
    ...{ timeline: [], failures: [], driverCpu: null, response: { p50: 1, p90: 1, p95: 1, p99: null } },
  };
  const pilots = [{ topology: 'microservices', burst }];
  const told = (capacity: Capacity) =>
    tell({ ...run, manifest: { ...run.manifest, capacity, scenario: { ...run.manifest.scenario, phases } } });
  const { html, markdown } = told({ perSecond: 100, pilots });
  expect(html).toContain(
    'Before the first round microservices answered 100.0 requests a second, with 16 always under way for 3 s.',
  );
  expect(html).toContain('light 30 % (50 a second), moderate 80 % (100 a second, the most that is allowed)');
  expect(markdown).toContain('At light load (50 requests a second, 30 % of capacity)');
  expect(markdown).toContain('At moderate load (100 requests a second)');
  expect(told({ perSecond: 100, pilots: [] }).html).toContain(
    'The user set the capacity to 100 requests a second.',
  );
});
