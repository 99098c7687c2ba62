import type { Program } from '@lab/lab/scenario/checkout';

export const MONOLITH = 'monolith';
export const SERVICES = 'microservices';

/** Where a feature is put: as the deployment usually has it, and inside a process that is there already. */
const PLACES = ['feature', 'inside'] as const;
export type Place = (typeof PLACES)[number];

/** A way to add product reviews to a deployment. */
export interface Change {
  /** Places that it stands for: a module of the monolith is both. */
  readonly places: readonly Place[];
  /** In `patches/`, after `domain.patch`. */
  readonly patch: string;
  /** Programs that run the changed code: they are compiled, and started again or for the first time. */
  readonly programs: readonly Program[];
}

const monolith: Program = { name: 'monolith', entry: 'monolith/dist/program.js' };
const service = (name: string): Program => ({ name, entry: `microservices/${name}/dist/program.js` });

/** By topology, the ways in the order in which they are tried. The last one leaves a database that older programs do not open. */
export const CHANGES: Readonly<Record<string, readonly Change[]>> = {
  [MONOLITH]: [{ places: PLACES, patch: 'monolith.patch', programs: [monolith] }],
  [SERVICES]: [
    {
      places: ['feature'],
      patch: 'microservices.patch',
      programs: [service('gateway'), service('reviews')],
    },
    { places: ['inside'], patch: 'catalog.patch', programs: [service('gateway'), service('catalog')] },
  ],
};

/** Relative to the project's root. */
export const PATCHES = 'scenarios/first-run/patches';
/** What both deployments have in common of the feature. */
export const DOMAIN_PATCH = 'domain.patch';

/** Folder of a program's package, which `tsc -b` and the bundler take. */
export const packageOf = ({ entry }: Program): string => entry.slice(0, entry.indexOf('/dist/'));
