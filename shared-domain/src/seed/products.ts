import type { Product } from '../catalog/catalog.ts';
import { euros } from '../kernel/money.ts';
import type { Department, Thing } from './departments/department.ts';
import { HOME } from './departments/home.ts';
import { LEISURE } from './departments/leisure.ts';
import { Random } from './random.ts';

export const DEPARTMENTS: readonly Department[] = [...HOME, ...LEISURE];

export const sku = (number: number): string => `SKU-${String(number).padStart(5, '0')}`;

/**
 * Products in order of their number. A product depends only on the seed and its number.
 *
 * @throws RangeError when a number is beyond what the words of the departments can name.
 */
export function generateProducts(seed: number, numbers: readonly number[]): Product[] {
  const namings = DEPARTMENTS.map((department) => namingsOf(seed, department));
  return numbers.map((number) => {
    const index = (number - 1) % DEPARTMENTS.length;
    const naming = namings[index]?.[Math.floor((number - 1) / DEPARTMENTS.length)];
    if (!naming) throw new RangeError(`there are no words for product ${number}`);
    return composeProduct(number, naming, new Random(seed, `product ${number}`));
  });
}

interface Naming {
  readonly department: Department;
  readonly quality: string;
  readonly thing: Thing;
}

/** Combines every quality with every thing once, so that no name is repeated. */
function namingsOf(seed: number, department: Department): Naming[] {
  const { qualities, things } = department;
  const all = qualities.flatMap((quality) => things.map((thing) => ({ department, quality, thing })));
  return new Random(seed, department.category).shuffled(all);
}

function composeProduct(number: number, { department, quality, thing }: Naming, random: Random): Product {
  const maker = random.pick(department.makers);
  const [first, second] = random.shuffled(department.details);
  return {
    sku: sku(number),
    name: `${maker} ${quality} ${thing.name}`,
    description: `${quality} ${thing.name} by ${maker}. ${first} ${second}`,
    category: department.category,
    price: euros(priceIn(thing.price, random)),
  };
}

/** Cheap products are more frequent than expensive ones. Prices end like prices in a shop. */
function priceIn([from, to]: Thing['price'], random: Random): number {
  const exact = from * (to / from) ** random.next();
  return Math.floor(exact / 100) * 100 + random.pick([0, 49, 90, 95, 99]);
}
