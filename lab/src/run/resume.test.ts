import { describe, expect, it } from 'vitest';
import { madeManifest } from '../../test/fixtures/made-manifest.ts';
import type { Manifest } from '../records/manifest.ts';
import { UsageError } from '../registry/usage-error.ts';
import { askedAtFirst, changesSince, refuseChangedPlan } from './resume.ts';

const manifest = madeManifest();

describe('askedAtFirst', () => {
  const first = {
    scenario: 'made',
    profile: 'quick',
    arms: 'monolith,microservices',
    seed: '7',
    driver: 'embedded',
  };

  it('takes from the manifest what was not asked for, also by empty variables of make', () => {
    expect(askedAtFirst(manifest, {})).toEqual(first);
    expect(askedAtFirst(manifest, { scenario: '', profile: '', arms: '', seed: '', driver: '' })).toEqual(
      first,
    );
    expect(askedAtFirst(manifest, { ...first, arms: 'monolith, microservices' })).toEqual(first);
    expect(askedAtFirst(manifest, { arms: 'monolith+calls=direct,microservices' })).toEqual(first);
  });

  it.each(['scenario', 'profile', 'arms', 'seed', 'driver'] as const)('refuses another %s', (name) => {
    expect(() => askedAtFirst(manifest, { [name]: 'other' })).toThrow(UsageError);
    expect(() => askedAtFirst(manifest, { [name]: 'other' })).toThrow(
      `the ${name} "${first[name]}", not "other"`,
    );
  });
});

describe('refuseChangedPlan', () => {
  it('lets pass what does not touch the measuring, and the rounds that an extended run has more', () => {
    const { scenario } = manifest;
    const title = { en: 'Another title', ko: '다른 제목' };
    const begun = madeManifest({ order: manifest.order.slice(0, 2), scenario: { ...scenario, title } });
    expect(() => refuseChangedPlan(manifest, begun)).not.toThrow();
  });

  const { scenario, warmUp } = manifest;
  const faster = scenario.phases.map((phase) => ({ ...phase, perSecond: 1_000 }));
  it.each<[string, Partial<Manifest>]>([
    ['endpoints', { scenario: { ...scenario, endpoints: scenario.endpoints.slice(1) } }],
    ['phases', { scenario: { ...scenario, phases: faster } }],
    ['warm-up', { warmUp: { ...warmUp, minSeconds: 1 } }],
    ['numbers of rounds', { looks: [10, 20] }],
    ['order of trials', { order: manifest.order.toReversed().slice(1) }],
  ])('refuses changed %s', (what, changes) => {
    expect(() => refuseChangedPlan(manifest, madeManifest(changes))).toThrow(UsageError);
    expect(() => refuseChangedPlan(manifest, madeManifest(changes))).toThrow(`plan's ${what} changed`);
  });
});

describe('changesSince', () => {
  it('names what is not as it was, and says nothing of components, which are found later', () => {
    const environment = { ...manifest.environment, node: 'v22.1.0', commit: 'decaf' };
    const rabbitMq = { name: 'RabbitMQ', origin: 'docker', version: '4' };
    const now = madeManifest({ environment, components: [rabbitMq] });
    expect(changesSince(manifest, manifest)).toEqual([]);
    expect(changesSince(manifest, now)).toEqual([
      'commit: c0ffee then, decaf now',
      'Node: v20.19.0 then, v22.1.0 now',
    ]);
  });
});
