import type { Command } from 'commander';
import { PROJECT_ROOT } from '../host/project-root.ts';
import { UsageError } from '../registry/usage-error.ts';
import { operate } from '../topologies/operate.ts';
import { runningShops, type ShopFile } from '../topologies/shop-file.ts';
import { topologyOf } from '../topologies/topology-of.ts';

/** Adds `lab redrive`: has the dead letters of running shops tried again. */
export function registerRedrive(program: Command): void {
  program
    .command('redrive')
    .description(
      'have the dead letters of the shops that `lab up` runs tried again: events that a subscriber could not apply',
    )
    .action(async () => {
      const shops = await runningShops(PROJECT_ROOT);
      if (shops.length === 0)
        throw new UsageError({
          en: 'No shop is running here. Start one: make monolith or make microservices.',
          ko: '여기서 실행 중인 상점이 없다. 먼저 시작한다: make monolith 또는 make microservices.',
        });
      for (const shop of shops) await redrive(shop, (line) => process.stdout.write(`${line}\n`));
    });
}

/** One process of each role does it: those of a role share their letters. A program that the project does not build is left out. */
async function redrive(shop: ShopFile, say: (line: string) => void): Promise<void> {
  const done = new Set<string>();
  for (const spec of topologyOf(shop.topology).processes) {
    const role = spec.role ?? spec.name;
    if (done.has(role) || !('entry' in spec || spec.stack)) continue;
    done.add(role);
    say(await operate(spec, 'redrive', { ...shop, root: PROJECT_ROOT }));
  }
}
