import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import type { PlannedTrial } from '../bench/plan.ts';
import { type ComparisonFile, comparisonFileSchema } from '../records/comparison.ts';
import { type Manifest, manifestSchema } from '../records/manifest.ts';
import { type Prediction, predictionSchema } from '../records/prediction.ts';
import { type Traces, tracesSchema } from '../records/traces.ts';
import { type TrialRecord, trialSchema } from '../records/trial.ts';
import { writeWhole } from '../results/write-whole.ts';

/** Sorts by time, e.g. `20260701-101500-latency-quick-ab12`. Local time, as a reader's clock shows it. */
export function newRunId(scenario: string, profile: string, now = new Date()): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
  return `${day}-${time}-${scenario}-${profile}-${randomBytes(2).toString('hex')}`;
}

/** The files that a run leaves behind. Each is complete or not there: written under another name, then renamed. */
export class RunFolder {
  private constructor(
    readonly runId: string,
    readonly path: string,
  ) {}

  /**
   * The folder of a new run: it appears with its manifest in it, so that there is none that nobody can read. What somebody has predicted of
   * the run is in it too, before anything is measured.
   */
  static async create(
    root: string,
    manifest: Manifest,
    prediction: Prediction | null = null,
  ): Promise<RunFolder> {
    const { runId, scenario } = manifest;
    const results = join(root, 'results', scenario.id);
    // Beside its place, so that it is on the same file system, whatever `results` is.
    const made = new RunFolder(runId, join(results, `.${runId}.part`));
    await mkdir(join(made.path, 'trials'), { recursive: true });
    await made.writeManifest(manifest);
    if (prediction) await made.#writeJson('prediction.json', predictionSchema, prediction);
    const path = join(results, runId);
    await rename(made.path, path);
    return new RunFolder(runId, path);
  }

  /** The folder of a run that did not get to its end, without what it left unfinished: its trials and its prediction are kept. */
  static async reopen(path: string, runId: string): Promise<RunFolder> {
    const trials = join(path, 'trials');
    await mkdir(trials, { recursive: true });
    const names = new Set(await readdir(trials));
    const unfinished = [...names].filter(
      (name) => !/\.json(\.damaged)?$/.test(name) && !names.has(`${name}.json`),
    );
    const parts = (await readdir(path)).filter((name) => name.endsWith('.part'));
    const outdated = ['comparison.json', 'traces.json', 'report.md', 'report.html'];
    const leftovers = [
      ...[...parts, ...outdated].map((name) => join(path, name)),
      ...unfinished.map((name) => join(trials, name)),
    ];
    for (const leftover of leftovers) await rm(leftover, { recursive: true, force: true });
    return new RunFolder(runId, path);
  }

  /** Folder of a trial's logs. */
  trialDir({ number, arm }: PlannedTrial, attempt: number): string {
    return join(this.path, 'trials', trialName(number, arm.name, attempt));
  }

  async writeManifest(manifest: Manifest): Promise<void> {
    await this.#writeJson('manifest.json', manifestSchema, manifest);
  }

  async writeTrial(trial: TrialRecord): Promise<void> {
    await this.#writeJson(
      `trials/${trialName(trial.number, trial.arm, trial.attempt)}.json`,
      trialSchema,
      trial,
    );
  }

  async writeComparison(comparison: ComparisonFile): Promise<void> {
    await this.#writeJson('comparison.json', comparisonFileSchema, comparison);
  }

  async writeTraces(traces: Traces): Promise<void> {
    await this.#writeJson('traces.json', tracesSchema, traces);
  }

  async writeReport(name: 'report.md' | 'report.html', text: string): Promise<void> {
    await this.#write(name, text);
  }

  /** For a run that has nothing to show. */
  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }

  async #writeJson<T>(name: string, schema: z.ZodType<T>, value: T): Promise<void> {
    await this.#write(name, `${JSON.stringify(schema.parse(value), undefined, 2)}\n`);
  }

  #write(name: string, text: string): Promise<void> {
    return writeWhole(join(this.path, name), text);
  }
}

/** e.g. `003-monolith`; a second attempt is `003-monolith-again1`. Much of an arm's name would have to be escaped in URLs. */
function trialName(number: number, arm: string, attempt: number): string {
  const again = attempt === 1 ? '' : `-again${attempt - 1}`;
  return `${String(number).padStart(3, '0')}-${arm.replaceAll(/[^\w.-]/g, '-')}${again}`;
}
