/** What one category sells, as words to compose products from. */
export interface Department {
  readonly category: string;
  /** Categories that its products are bought together with. */
  readonly goesWith: readonly string[];
  readonly makers: readonly string[];
  readonly qualities: readonly string[];
  readonly things: readonly Thing[];
  /** Sentences that are true of everything in the department. */
  readonly details: readonly string[];
}

export interface Thing {
  readonly name: string;
  /** Cheapest and dearest, in minor units. */
  readonly price: readonly [from: number, to: number];
}

/**
 * A department from compact lists, separated by `, ` (details by ` | `). A thing is its name and its price range in
 * whole units: `Tea Pot 19-59`.
 */
export function department(words: Readonly<Record<keyof Department, string>>): Department {
  return {
    category: words.category,
    goesWith: words.goesWith.split(', '),
    makers: words.makers.split(', '),
    qualities: words.qualities.split(', '),
    things: words.things.split(', ').map(thing),
    details: words.details.split(' | '),
  };
}

function thing(text: string): Thing {
  const [, name, from, to] = /^(.+) (\d+)-(\d+)$/.exec(text) ?? [];
  if (!name) throw new Error(`not a thing with its price range: ${text}`);
  return { name, price: [Number(from) * 100, Number(to) * 100] };
}
