import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isAlive } from '../host/processes/process-table.ts';

/** What others may know of a shop that somebody plays with: enough to look at it, and to operate it. */
const shopFileSchema = z.object({
  /** Of the `lab up` that it belongs to. */
  pid: z.number(),
  runId: z.string(),
  topology: z.string(),
  url: z.string(),
  dataDir: z.string(),
  /** Of its processes. It holds the password of the broker. */
  env: z.record(z.string(), z.string()),
  processes: z.array(z.object({ name: z.string(), url: z.string() })),
});

export type ShopFile = z.infer<typeof shopFileSchema>;

/** The doctor knows the name, too. */
const NAME = 'shop.json';

/** Writes it for this user alone. @param scratch the folder of the shop; the file goes with it */
export const writeShopFile = (scratch: string, shop: ShopFile): Promise<void> =>
  writeFile(join(scratch, NAME), JSON.stringify(shop), { mode: 0o600 });

/** The shops of a project that are running. @param root the project's */
export async function runningShops(root: string): Promise<ShopFile[]> {
  const base = join(root, '.lab');
  const names = await readdir(base).catch(() => []);
  const read = async (name: string): Promise<ShopFile[]> => {
    const content = await readFile(join(base, name, NAME), 'utf8').catch(() => undefined);
    if (content === undefined) return [];
    const shop = shopFileSchema.parse(JSON.parse(content));
    return isAlive(shop.pid) ? [shop] : [];
  };
  return (await Promise.all(names.map(read))).flat();
}
