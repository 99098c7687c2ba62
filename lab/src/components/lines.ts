import type { Namespace } from './component.ts';
import { type Line, lineTo } from './line.ts';
import { COMPONENTS } from './registry.ts';

/** The ways of a trial's processes to some of its components, which the lab can cut one by one. */
export class Lines {
  readonly #lines = new Map<string, Line>();

  /** @param ids of the components; those that an arm does not use have no line */
  constructor(private readonly ids: readonly string[]) {}

  /**
   * The same place in the servers, reached over lines, which end when it is left. A server whose URL has no port, or wants TLS, is reached
   * directly: its certificate is for another name than a line's.
   */
  async over(place: Namespace): Promise<Namespace> {
    const env: Record<string, string> = { ...place.env };
    for (const id of this.ids) {
      const { urlVariable, exampleUrl } = COMPONENTS.get(id);
      const url = env[urlVariable];
      if (url === undefined || !isPlain(url, exampleUrl)) continue;
      const line = await lineTo(url);
      this.#lines.set(id, line);
      env[urlVariable] = line.url;
    }
    return {
      ...place,
      env,
      leave: async () => {
        await this.#close();
        await place.leave();
      },
    };
  }

  /** @returns undefined where a component is reached directly, or not at all */
  of(id: string): Line | undefined {
    return this.#lines.get(id);
  }

  async #close(): Promise<void> {
    const lines = [...this.#lines.values()];
    this.#lines.clear();
    await Promise.all(lines.map((line) => line.close()));
  }
}

/** Whether a URL is of the example's scheme, which is without TLS, and names a port. */
function isPlain(url: string, example: string): boolean {
  const { protocol, port } = new URL(url);
  return port !== '' && protocol === new URL(example).protocol;
}
