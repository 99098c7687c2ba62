import { expect, it } from 'vitest';
import { probedRun, probedSettings } from '../../../test/fixtures/probed-run.ts';
import { TRIAL_OVERHEAD_SECONDS } from '../../bench/plan.ts';
import { PROFILES } from '../../scenario/profile.ts';
import { checksIn, facts } from './facts.ts';
import { probeKind } from './kind.ts';
import { AGAIN_SECONDS, environmentOf, type ProbeSettings } from './settings.ts';

const arms = ['monolith', 'microservices'].map((topology) => ({ name: topology, topology }));
const planned = (change: Partial<ProbeSettings>) =>
  probeKind.plan({ ...probedSettings, ...change }, { profile: PROFILES.quick, arms });

it('a round is planned with what the profile has of phases and bursts, and the time of the probe', () => {
  const { seconds, phases } = planned({});
  expect(phases).toEqual([]);
  const loaded = planned({
    phases: [
      { name: 'light', perSecond: 10, seconds: { smoke: 1, quick: 4, full: 9 } },
      { name: 'heavy', perSecond: 90, seconds: { smoke: 1, quick: 0, full: 9 }, arrivals: 'poisson' },
    ],
    bursts: [
      {
        ...{ name: 'burst', outstanding: 8, leadInSeconds: 1, mostPerSecond: 500 },
        seconds: { smoke: 0, quick: 3, full: 5 },
      },
    ],
    seconds: { smoke: 1, quick: 2, full: 3 },
  });
  expect(loaded.phases.map(({ name }) => name)).toEqual(['light']);
  expect(loaded.stretches.map(({ perSecond, seconds: length }) => [perSecond, length])).toEqual([
    [10, 4],
    [500, 4],
  ]);
  expect(loaded.seconds).toBe(seconds + arms.length * (4 + 4 + 2));
});

it('arms that take turns in a phase are warmed up once more before it', () => {
  const phases = [{ name: 'light', perSecond: 10, seconds: { smoke: 0, quick: 4, full: 9 } }];
  const inTurns = { phases: phases.map((phase) => ({ ...phase, inTurns: true })) };
  expect(planned(inTurns).seconds).toBe(planned({ phases }).seconds + arms.length * AGAIN_SECONDS);
  const [alone] = arms;
  const of = (change: Partial<ProbeSettings>, profile = PROFILES.quick) =>
    probeKind.plan({ ...probedSettings, ...change }, { profile, arms: alone ? [alone] : [] }).seconds;
  expect(of(inTurns)).toBe(of({ phases }));
  expect(of(inTurns, PROFILES.smoke)).toBe(of({ phases }, PROFILES.smoke));
});

it('each turn of a burst has its lead-in, where there is somebody to take turns with', () => {
  const burst = { name: 'burst', outstanding: 8, leadInSeconds: 1, mostPerSecond: 500, inTurns: true };
  const seconds = { smoke: 0, quick: 6, full: 9 };
  const lengths = (own: number | undefined, among = arms) =>
    probeKind
      .plan(
        { ...probedSettings, bursts: [{ ...burst, seconds, turnSeconds: own }] },
        { profile: PROFILES.quick, arms: among },
      )
      .stretches.map((stretch) => stretch.seconds);
  expect(lengths(2)).toEqual([3 + 6]);
  expect(lengths(undefined)).toEqual([1 + 6]);
  expect(lengths(2, arms.slice(0, 1))).toEqual([1 + 6]);
});

it('its measures are stored in English, and its settings are understood', () => {
  expect(probeKind.measures(probedSettings)[0]).toMatchObject({
    ...{ id: 'lag', label: 'until readers see a change', group: 'Readers' },
  });
  expect(probeKind.settings.parse(probedSettings)).toEqual(probedSettings);
  expect(probeKind.settings.safeParse({ ...probedSettings, measures: [{}] }).success).toBe(false);
});

it('a checkout is not warmed up, and a system is', () => {
  const { warmUp: _, warmUpPerSecond: __, ...cold } = probedSettings;
  const onCheckout = { ...cold, checkout: { folders: ['monolith'] } };
  const understands = (settings: object) => probeKind.settings.safeParse(settings).success;
  expect(understands(onCheckout)).toBe(true);
  expect(understands({ ...probedSettings, checkout: { folders: ['monolith'] } })).toBe(false);
  expect(understands(cold)).toBe(false);
  const took = { smoke: 1, quick: 20, full: 3 };
  const { seconds, warmUp } = probeKind.plan(
    { ...onCheckout, seconds: took },
    { profile: PROFILES.quick, arms },
  );
  expect(warmUp.perSecond).toBe(0);
  expect(seconds).toBe(arms.length * (20 + TRIAL_OVERHEAD_SECONDS));
});

it('tells of a checkout that nothing was compiled in it', () => {
  const run = probedRun();
  const { experiment, ...scenario } = run.manifest.scenario;
  const told = (settings: object) => {
    const manifest = { ...run.manifest, scenario: { ...scenario, experiment: { ...experiment, settings } } };
    const { method, methodInKorean } = probeKind.tell;
    return [method({ ...run, manifest }), methodInKorean?.({ ...run, manifest })].map(
      (words) => words?.trial.text,
    );
  };
  const does = { en: 'compiles it', ko: '컴파일한다' };
  const [english, korean] = told({ does, checkout: { folders: ['monolith'] } });
  expect(english).toContain('nothing is compiled. Then it compiles it.');
  expect(korean).toContain('그런 다음 컴파일한다.');
  expect(told({ does }).join()).not.toContain('nothing is compiled');
});

it('its processes have the environment of its settings, and obey the lab where they take faults', () => {
  const env = { LOG_LEVEL: 'info' };
  expect(environmentOf(probeKind.settings.parse({ ...probedSettings, env }))).toEqual(env);
  expect(environmentOf({ ...probedSettings, env, takesFaults: true })).toEqual({
    ...env,
    FAULT_INJECTION: 'on',
  });
  expect(environmentOf(probedSettings)).toEqual({});
});

it('a claim may ask what a check came to, round by round', () => {
  const trials = probedRun().trials.map((trial) => ({
    ...trial,
    checks: [
      { id: 'converges', result: trial.round === 2 ? ('fail' as const) : ('pass' as const), detail: '' },
    ],
  }));
  const evidence = { facts: facts(trials.filter(({ valid }) => valid)) };
  expect(checksIn(evidence, 'monolith', 'converges').map(({ result }) => result)).toEqual(
    [...'123456'].map((round) => (round === '2' ? 'fail' : 'pass')),
  );
  expect(checksIn(evidence, 'monolith', 'money')).toEqual([]);
  expect(() => checksIn({ facts: [{ fault: 'crash' }] }, 'monolith', 'converges')).toThrow();
});

it('a trial is told by its first values', () => {
  const [trial] = probedRun().trials;
  if (!trial) expect.fail('there is no trial');
  const values = { lag: 12.345, a: 1, b: 2, c: 3 };
  expect(probeKind.tell.progress({ ...trial, values })).toBe('lag 12.3, a 1, b 2');
});
