import type { ComparisonFile } from '../records/comparison.ts';
import type { Manifest } from '../records/manifest.ts';
import type { Judged } from './judged.ts';

/** What of a run its warnings are about, besides its trials. */
export interface Warned extends Partial<Pick<Manifest, 'cpus' | 'resumed' | 'unwatched'>> {
  readonly baseline: string;
  readonly arms: readonly { readonly name: string; readonly cpus?: string | undefined }[];
  readonly profile: ComparisonFile['profile'];
  readonly looks?: readonly number[];
  readonly scenario: Pick<Judged, 'endpoints' | 'experiment' | 'phases'>;
}
