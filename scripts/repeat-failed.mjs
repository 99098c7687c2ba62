// Runs the files of the tests that failed once more, each alone:
//
//   node scripts/repeat-failed.mjs RECORD        RECORD: what `TEST_RECORD=RECORD make test` wrote
//
// Tests run side by side, and a machine that does other things too makes some of them late. What fails alone as well is a fault: the script
// ends with 1. What passes alone is told as a warning, by name, so that somebody looks at it. Many failures are no accident of timing, and
// are not repeated.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
/** More files than this fail for a reason. */
const MOST_FILES = 4;
const REPEAT_MS = 6 * 60_000;

const [record] = process.argv.slice(2);
if (!record) fail('Say which record: node scripts/repeat-failed.mjs RECORD');
const failed = failuresOf(record);
for (const { file, tests } of failed) console.log(`FAILED ${file}: ${tests.join(' | ')}`);
if (failed.length === 0) fail(`No test in ${record} failed, and yet the tests did not pass: see above`);
if (failed.length > MOST_FILES) fail(`Tests of ${failed.length} files failed: they are not repeated`);

const files = failed.map(({ file }) => file);
const repeated = spawnSync('npx', ['vitest', 'run', '--no-file-parallelism', ...files], {
  cwd: ROOT,
  stdio: 'inherit',
  timeout: REPEAT_MS,
});
if (repeated.status !== 0) fail(`Failed alone as well: ${files.join(', ')}`);
console.log(`WARNING: passed alone only, and failed beside other tests: ${files.join(', ')}`);

/** The files with a test that failed, or that failed themselves, and the tests' names. */
function failuresOf(path) {
  const { testResults } = JSON.parse(readFileSync(path, 'utf8'));
  return testResults
    .filter(({ status, assertionResults }) => status === 'failed' || assertionResults.some(hasFailed))
    .map(({ name, assertionResults }) => ({
      file: relative(ROOT, name),
      tests: assertionResults.filter(hasFailed).map(({ fullName }) => fullName),
    }));
}

function hasFailed({ status }) {
  return status === 'failed';
}

function fail(why) {
  console.error(why);
  process.exit(1);
}
