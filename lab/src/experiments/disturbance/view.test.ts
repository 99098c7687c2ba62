import { describe, expect, it } from 'vitest';
import { lifelikeRun } from '../../../test/fixtures/lifelike-run.ts';
import { struckRun } from '../../../test/fixtures/struck-run.ts';
import { renderPage } from '../../report/html/page.ts';
import { endpointHit, endpointsHit, faultViews, hitsOverTime, lastedSeconds, lostOrWrong } from './view.ts';

describe('the faults of a run', () => {
  const [view] = faultViews(struckRun());
  const [monolith, microservices] = view?.arms ?? [];
  const endpoints = ['browse', 'overview', 'place-order'];

  it('are told by arm, over all valid trials', () => {
    expect(view).toMatchObject({ id: 'crash', title: { en: 'Crash', ko: '프로세스 중단' } });
    expect(monolith?.records).toHaveLength(6);
    expect(monolith && endpointHit(monolith, 'browse')).toBe(0.5);
    expect(monolith && endpointsHit(monolith, endpoints)).toBe(3);
    expect(microservices && endpointsHit(microservices, endpoints)).toBe(1);
    expect(monolith && lastedSeconds(monolith)).toBeCloseTo(0.05);
  });

  it('are placed in time by their first bite', () => {
    const hits = monolith ? hitsOverTime(monolith) : [];
    expect(hits.filter(([, share]) => share > 0).map(([second]) => second)).toEqual([
      0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75,
    ]);
  });

  it('tell what was lost or wrong afterwards', () => {
    const records = monolith?.records ?? [];
    const checked = (...results: ('pass' | 'fail' | 'unknown')[]) =>
      records.map((record, index) => ({
        ...record,
        checks: [{ id: 'money', result: results[index] ?? 'pass', detail: '' }],
      }));
    expect(lostOrWrong(records).en).toBe('nothing, in 6 of 6');
    expect(lostOrWrong(checked('pass', 'fail', 'unknown'))).toEqual({
      en: 'money in 1 of 6',
      ko: '6번 중 1번 money',
    });
    expect(lostOrWrong(checked('pass', 'fail', 'unknown')).en).toBe('money in 1 of 6');
    expect(lostOrWrong(checked('unknown')).en).toBe('not known in 1 of 6');
    expect(lostOrWrong(records.map((record) => ({ ...record, checks: [] }))).en).toBe('–');
  });

  it('leave out what did not bite', () => {
    const files = struckRun();
    const trials = files.trials.map((trial) => ({
      ...trial,
      details: {
        ...{ calm: null, sagas: null },
        faults: (trial.details?.faults ?? []).map((fault) => ({ ...fault, window: null })),
      },
    }));
    expect(faultViews({ ...files, trials })).toEqual([]);
  });

  it('tell the bystanders of each from those that need what is faulty, where the run says which', () => {
    const files = struckRun();
    const told = (needed: readonly string[] | 'by all') => {
      const settings = { faults: [{ id: 'crash', needed }] };
      const scenario = { ...files.manifest.scenario, experiment: { kind: 'disturbance', settings } };
      return renderPage({ ...files, manifest: { ...files.manifest, scenario } });
    };
    const page = told(['overview']);
    expect(page).toContain(
      'Faults that hit requests that do not need the faulty part: 1 of 1 in monolith, 0 of 1 in microservices',
    );
    expect(page.match(/50 % ◦/g)).toHaveLength(2);
    expect(page).toContain('Time in which requests were lost');
    expect(page).toContain('monolith up to 2.0 s, microservices none');
    for (const counted of [/\b120 of 240/, /\b0 of 240/, /240건 중 0건/]) expect(page).toMatch(counted);
    expect(told(['browse', 'overview', 'place-order'])).toContain('0 of 1 in monolith, 0 of 1 in');
    expect(told('by all').match(/50 % ◦/g)).toHaveLength(4);
  });

  it('have a chapter of their own in the report', () => {
    const page = renderPage(struckRun());
    expect(page).toContain(
      'Faults that hit more than one kind of request: 1 of 1 in monolith, 0 of 1 in microservices',
    );
    expect(page).toContain('seconds since the fault first bit');
    // Nobody knows the bystanders of a run that does not say who needs what.
    expect(page).not.toContain('Time in which requests were lost');
    expect(renderPage(lifelikeRun())).not.toContain('What the faults hit');
  });
});
