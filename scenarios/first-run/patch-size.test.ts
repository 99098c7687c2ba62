import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT_ROOT } from '@lab/lab/host/project-root';
import { expect, it } from 'vitest';
import { CHANGES, DOMAIN_PATCH, PATCHES } from './deployments.ts';
import { patchSize } from './patch-size.ts';

const PATCH = `diff --git a/a.ts b/a.ts
index 1..2 100644
--- a/a.ts
+++ b/a.ts
@@ -1,4 +1,5 @@
 const kept = 1;
-const old = 1;
+// why
+
+const fresh = 1;
+const more = 2;
diff --git a/service.controller.ts b/service.controller.ts
new file mode 100644
--- /dev/null
+++ b/service.controller.ts
@@ -0,0 +1,4 @@
+/** Says
+ * much. */
+  @MessagePattern('tea.brew')
+  @Post()
diff --git a/a.test.ts b/a.test.ts
--- a/a.test.ts
+++ b/a.test.ts
@@ -1 +1 @@
-const tests = 1;
+const tests = 2;
diff --git a/package-lock.json b/package-lock.json
--- a/package-lock.json
+++ b/package-lock.json
@@ -1 +1 @@
-{}
+{ }
`;

it('counts files, lines that say something, and what others rely on', () => {
  expect(patchSize([PATCH])).toEqual({ files: 2, lines: 3 + 2, tests: 2, contracts: 2 });
});

it('counts a file once that two patches touch', () => {
  expect(patchSize([PATCH, PATCH])).toMatchObject({ files: 2, lines: 10, tests: 4 });
});

const kept = async (patch: string) =>
  patchSize(
    await Promise.all(
      [DOMAIN_PATCH, patch].map((name) => readFile(join(PROJECT_ROOT, PATCHES, name), 'utf8')),
    ),
  );

it('finds the messages of the services, which the monolith has not', async () => {
  const [module, own, inside] = await Promise.all(
    Object.values(CHANGES)
      .flat()
      .map(({ patch }) => kept(patch)),
  );
  // Two operations of the API, and as many messages.
  expect([module, own, inside].map((size) => size?.contracts)).toEqual([2, 4, 4]);
  expect(module?.lines).toBeGreaterThan(100);
  // The common patch has the context's test, so each of them has.
  expect(module?.tests).toBeGreaterThan(20);
  expect(own?.files).toBeGreaterThan(inside?.files ?? 0);
});
