import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { calibrateDriver } from '../calibration/calibrate-driver.ts';
import { type Calibration, type Figure, writeCalibration } from '../calibration/figures.ts';
import { KNOWN_ANSWERS } from '../calibration/known-answers.ts';
import { renderCalibration } from '../calibration/render-calibration.ts';
import { DRIVER_IDS, type Driver, type DriverId } from '../drivers/driver.ts';
import { embeddedDriver } from '../drivers/embedded/embedded-driver.ts';
import { findDriver } from '../drivers/find-driver.ts';
import { findK6 } from '../drivers/k6/find-k6.ts';
import { k6Driver } from '../drivers/k6/k6-driver.ts';
import { keepCpusAwake } from '../host/idle-states.ts';
import { createScratch } from '../host/processes/scratch.ts';
import { PROJECT_ROOT } from '../host/project-root.ts';
import { notOneOf } from '../registry/usage-error.ts';
import { requireResultsFolder } from '../results/results-folder.ts';
import { reserveMachine } from '../run/one-at-a-time.ts';
import { onError, onOutput } from '../terminal/colours.ts';
import { EXIT } from './exit-codes.ts';
import { abortedByUser } from './interruption.ts';

interface CalibrateFlags {
  readonly driver?: string;
  readonly json?: boolean;
}

/** Adds `lab calibrate`: the drivers held against a server whose answers are known. */
export function registerCalibrate(program: Command): void {
  program
    .command('calibrate')
    .description(
      'hold the drivers against known answers; writes results/calibration.json (exit 4: one is off)',
    )
    .option('--driver <driver>', `${DRIVER_IDS.join(' | ')} (default: every driver that is here)`)
    .option('--json', 'print calibration.json instead of the tables')
    .action(async (flags: CalibrateFlags) => {
      process.exitCode = await calibrate(flags);
    });
}

/**
 * @returns the exit code
 * @throws {UsageError} when there is no such driver, or another lab measures on this machine; {MissingComponent} when the one asked for is not here
 */
async function calibrate(flags: CalibrateFlags): Promise<number> {
  const asked = DRIVER_IDS.find((id) => id === flags.driver);
  if (flags.driver && !asked) throw notOneOf({ en: 'driver', ko: '부하 발생기' }, flags.driver, DRIVER_IDS);
  const signal = abortedByUser();
  const { drivers, skipped } = await present(asked);
  for (const { driver, because } of skipped) say(onError.yellow(`SKIPPED: ${driver}: ${because}`));
  await requireResultsFolder(PROJECT_ROOT);
  const reservation = await reserveMachine({ what: 'a calibration', folder: PROJECT_ROOT });
  const scratch = await createScratch(PROJECT_ROOT, 'calibrate');
  // As in a run: it is a run's instrument that is held against known answers.
  const awake = keepCpusAwake();
  try {
    const figures: Figure[] = [];
    for (const driver of drivers) {
      const setting = {
        root: PROJECT_ROOT,
        runId: `calibrate-${randomBytes(4).toString('hex')}`,
        scratch: scratch.path,
        signal,
        say: (line: string) => say(onError.dim(`${driver.id}: ${line}`)),
      };
      figures.push(...(await calibrateDriver(driver, KNOWN_ANSWERS, setting)));
    }
    const calibration: Calibration = {
      schema: 1,
      at: new Date().toISOString(),
      drivers: drivers.map(({ id, description }) => ({ id, description })),
      skipped,
      figures,
      pass: figures.every(({ pass }) => pass),
    };
    const path = await writeCalibration(PROJECT_ROOT, calibration);
    const text = `${renderCalibration(calibration)}\n${onOutput.dim(`Written to ${path}`)}`;
    process.stdout.write(`${flags.json ? JSON.stringify(calibration, undefined, 2) : text}\n`);
    return calibration.pass ? EXIT.finished : EXIT.noValidResult;
  } catch (error) {
    if (!signal.aborted) throw error;
    say('Interrupted: results/calibration.json is as it was');
    return EXIT.interrupted;
  } finally {
    awake.release();
    await scratch.remove();
    reservation.release();
  }
}

/** The driver that was asked for, or every one that is on this machine. */
async function present(
  asked: DriverId | undefined,
): Promise<{ drivers: Driver[]; skipped: Calibration['skipped'] }> {
  if (asked) return { drivers: [await findDriver(asked, PROJECT_ROOT)], skipped: [] };
  const k6 = await findK6();
  if (!('missing' in k6)) return { drivers: [embeddedDriver, k6Driver(k6, PROJECT_ROOT)], skipped: [] };
  return { drivers: [embeddedDriver], skipped: [{ driver: 'k6', because: k6.missing.join('; ') }] };
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
