// Fetches Kafka from Maven's repository, for the lab to run privately: Debian has none. `make kafka` runs it; no run does.
//
//   node scripts/fetch-kafka.mjs
//
// Its jars go to the user's cache, where the lab looks for them (`lab/src/components/kafka/component.json`). It needs Maven, which asks the
// repository that the user's own settings name, and Java 17 or later, with which Kafka runs. 43 MB.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ARTIFACT = { groupId: 'org.apache.kafka', artifactId: 'kafka_2.13', version: '4.2.1' };
const COPIER = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
const FETCH_MS = 15 * 60_000;
const MISSING = 3;
const FAILED = 4;

const facts = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', 'lab/src/components/kafka/component.json'), 'utf8'),
);
const target = facts.libraries.find((place) => place.startsWith('~/')).replace(/^~/, homedir());

if (statSync(target, { throwIfNoEntry: false })) {
  console.log(`${target} is there already.`);
  process.exit();
}
needs('mvn', 'Maven', ['--version']);
needs('java', 'Java (17 or later)', ['-version']);
console.log(`Fetching Kafka ${ARTIFACT.version}: 43 MB ...`);
const folder = mkdtempSync(join(tmpdir(), 'fetch-kafka-'));
// Beside its place, as the cache may be on another disk: nobody is to find half of it.
const unfinished = `${target}.unfinished`;
process.on('exit', () => {
  for (const left of [folder, unfinished]) rmSync(left, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));
writeFileSync(join(folder, 'pom.xml'), pom());
rmSync(unfinished, { recursive: true, force: true });
mkdirSync(dirname(target), { recursive: true });
const args = ['--batch-mode', '--quiet', COPIER, '-DincludeScope=runtime', `-DoutputDirectory=${unfinished}`];
const { status } = spawnSync('mvn', args, { cwd: folder, stdio: 'inherit', timeout: FETCH_MS });
if (status !== 0) {
  console.error(`mvn ${args.join(' ')} ended with ${status}`);
  process.exit(FAILED);
}
renameSync(unfinished, target);
console.log(`Fetched: ${target}`);

/** @param {string} program @param {string} name @param {string[]} args */
function needs(program, name, args) {
  if (spawnSync(program, args, { stdio: 'ignore' }).status === 0) return;
  console.error(`${name} is missing: install it, or set KAFKA_URL to a Kafka that runs.`);
  process.exit(MISSING);
}

/** A project that depends on Kafka, and is nothing else. */
function pom() {
  const { groupId, artifactId, version } = ARTIFACT;
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>lab</groupId>
  <artifactId>kafka</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>${groupId}</groupId>
      <artifactId>${artifactId}</artifactId>
      <version>${version}</version>
    </dependency>
  </dependencies>
</project>
`;
}
