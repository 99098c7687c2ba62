import { acquireComponents } from '@lab/lab/components/acquired';
import { type AcquireOptions, UnavailableComponent } from '@lab/lab/components/component';

/** Of a fresh place in a server. */
export type Environment = Readonly<Record<string, string>>;

/**
 * A server for as long as `work` takes.
 *
 * @param id of its component
 * @param work gets a function that makes a fresh place in it
 * @returns in a sentence why it is not to be had, where it is not
 * @throws what `work` throws
 */
export async function withServer(
  id: string,
  options: Pick<AcquireOptions, 'workDir' | 'runId' | 'log' | 'signal'>,
  work: (freshPlace: () => Promise<Environment>) => Promise<void>,
): Promise<string | undefined> {
  try {
    const components = await acquireComponents(new Map([[id, 1]]), options);
    try {
      await work(async () => (await components.freshNamespace({ components: [id] })).env);
    } finally {
      await components.release();
    }
    return undefined;
  } catch (error) {
    if (!(error instanceof UnavailableComponent)) throw error;
    return error.message;
  }
}
