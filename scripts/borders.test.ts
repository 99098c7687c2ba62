import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** The borders of ARCHITECTURE.md. Each is broken here on purpose, so that a rule that has stopped working shows. */
const forbidden = [
  ['lab/src/run', '@lab/monolith/serve', 'the lab drives deployments from outside'],
  ['lab/src/run', '@lab/inventory-service/main', 'the lab drives deployments from outside'],
  ['lab/src/run', '@lab/shared-domain/inventory/inventory-service', 'the lab knows nothing of the shop'],
  ['lab/src/run', '../../../shared-domain/src/inventory/inventory.ts', 'the lab knows nothing of the shop'],
  ['lab/src/recheck', '../stats/estimate.ts', 'the recheck shares no code with what it checks'],
  ['lab/src/recheck', '../compare/metrics.ts', 'the recheck shares no code with what it checks'],
  ['lab/src/recheck', 'jstat', 'the recheck shares no code with what it checks'],
  ['shared-domain/src/orders', '../adapters/persistence/database.ts', 'a context imports no adapter'],
  [
    'shared-domain/src/orders',
    '../payments/payments-service.ts',
    "a context imports no other's implementation",
  ],
  ['shared-domain/src/orders', '@nestjs/common', 'a context imports no framework'],
  ['shared-domain/src/orders', 'typeorm', 'a context imports no framework'],
  ['shared-domain/src/kernel', '../catalog/catalog.ts', 'the kernel knows no context'],
  ['monolith/src', '@lab/messaging/open-transport', 'the monolith sends no messages'],
  ['monolith/src', '@lab/lab/run', 'the shop knows nothing of the lab'],
  ['microservices/orders/src', '@lab/monolith/serve', 'the microservices are no part of the monolith'],
  ...(
    [
      'shared-domain/src/kernel',
      'shared-domain/src/orders',
      'shared-domain/src/adapters/memory',
      'monolith/src',
      'microservices/orders/src',
      'lab/src/run',
      'scenarios/shop',
    ] as const
  ).map((folder) => [folder, '@lab/acceptance/in-memory-shop', 'only tests import the tests'] as const),
  ['microservices/messaging/src', '@lab/monolith/serve', 'the microservices are no part of the monolith'],
  ['microservices/orders/src', '@lab/messaging/rabbitmq/connection', 'a service names no transport'],
  ['microservices/chassis/src', 'amqplib', 'a service names no transport'],
  ['microservices/gateway/src', '@lab/messaging/http/http-wire', 'a service names no transport'],
  ['microservices/chassis/src', '@grpc/grpc-js', 'a service names no transport'],
  [
    'shared-domain/src/adapters/http',
    '@lab/messaging/open-transport',
    'the domain does not know its deployment',
  ],
] as const;

const allowed = [
  ['lab/src/recheck', '../records/trial.ts'],
  ['shared-domain/src/orders', '../payments/payments.ts'],
  ['shared-domain/src/orders', '../kernel/result.ts'],
  ['shared-domain/src/orders', './place-order.ts'],
  ['shared-domain/src/adapters/http', '@nestjs/common'],
  ['monolith/src', '@lab/shared-domain/orders/orders-service'],
  ['acceptance/test', '@lab/scenarios/shop/books'],
  ['benchmarks/src', '@lab/acceptance/in-memory-shop'],
  ['microservices/orders/src', '@lab/messaging/open-transport'],
  ['microservices/messaging/src', 'amqplib'],
] as const;

/** One file per case, in a tree of its own that is linted with the project's rules. */
const fileOf = (folder: string, module: string) => `${folder}/${module.replaceAll(/\W+/g, '-')}.fixture.ts`;

describe('borders', () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'borders-')));
  let broken: Set<string>;

  beforeAll(() => {
    copyFileSync('biome.json', join(root, 'biome.json'));
    spawnSync('git', ['init', '-q'], { cwd: root });
    for (const [folder, module] of [...forbidden, ...allowed]) {
      const path = join(root, fileOf(folder, module));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `import { thing } from '${module}';\n\nexport const used = thing;\n`);
    }
    const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');
    const args = [
      biome,
      'lint',
      '--only=style/noRestrictedImports',
      '--max-diagnostics=none',
      '--reporter=github',
      '.',
    ];
    const { stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', timeout: 30_000 });
    broken = new Set(
      [...stdout.matchAll(/file=([^,]+)/g)].map(([, file]) => relative(root, resolve(root, String(file)))),
    );
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it.each(forbidden)('%s may not import %s: %s', (folder, module) => {
    expect([...broken]).toContain(fileOf(folder, module));
  });

  it.each(allowed)('%s may import %s', (folder, module) => {
    expect([...broken]).not.toContain(fileOf(folder, module));
  });
});
