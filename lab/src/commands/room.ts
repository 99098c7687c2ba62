import { join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { PROJECT_ROOT } from '../host/project-root.ts';
import { questionsOf } from '../predictions/questions.ts';
import { UsageError } from '../registry/usage-error.ts';
import { LANGUAGE_OPTION, type Language, languageOf } from '../report/language.ts';
import { renderRoom } from '../report/room/page.ts';
import { readRoom } from '../report/room/read-room.ts';
import { roomOf } from '../report/room/room.ts';
import { renderRoomTerminal } from '../report/room/terminal.ts';
import { writeWhole } from '../results/write-whole.ts';
import { findScenario, scenarioIds } from '../scenario/find-scenarios.ts';
import { onError, onOutput } from '../terminal/colours.ts';

/** Adds `lab room <dir>`: the runs of a workshop's room side by side. */
export function registerRoom(program: Command): void {
  program
    .command('room')
    .description(
      'lay the runs of many machines side by side: who predicted what, how results differ, which claims hold on all of them',
    )
    .argument(
      '<dir>',
      'a folder with runs in it, however they lie: each a folder with manifest.json and comparison.json',
    )
    .option(...LANGUAGE_OPTION)
    .action(async (dir: string, { lang }: { lang?: string }) => {
      await room(PROJECT_ROOT, dir, languageOf(lang, process.env));
    });
}

/**
 * Writes `<dir>/room.html` and prints a summary. What cannot be read is named, and left out.
 *
 * @throws {UsageError} when there is no such folder, no run in it that can be read, or the page cannot be written there
 */
async function room(root: string, given: string, language: Language): Promise<void> {
  if (!given)
    throw new UsageError({
      en: 'A folder of runs is needed: lab room <dir> (make room DIR=<folder>).',
      ko: '실행이 들어 있는 폴더를 지정해야 한다: lab room <dir> (make room DIR=<folder>).',
    });
  const dir = resolve(given);
  const { runs, skipped } = await readRoom(root, dir);
  for (const each of skipped) process.stderr.write(`${onError.yellow('left out:')} ${each}\n`);
  if (runs.length === 0)
    throw new UsageError({
      en: `${dir} holds no run that can be read. A run is a folder with manifest.json and comparison.json, as results/<scenario>/<run> has them.`,
      ko: `${dir}에 읽을 수 있는 실행이 없다. 실행은 results/<scenario>/<run>처럼 manifest.json과 comparison.json이 있는 폴더다.`,
    });
  const found = await Promise.all((await scenarioIds(root)).map((id) => findScenario(root, id)));
  const asked = new Map(found.map(({ scenario }) => [scenario.id, questionsOf(scenario).ratios]));
  const scenarios = roomOf(runs, asked);
  const path = join(dir, 'room.html');
  try {
    await writeWhole(path, renderRoom(scenarios, skipped, language));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError({
      en: `${path} cannot be written (${code}). Copy the runs to a folder of your own.`,
      ko: `${path}에 쓸 수 없다(${code}). 실행을 자신의 폴더로 복사한다.`,
    });
  }
  process.stdout.write(
    `${renderRoomTerminal(scenarios)}\n\nSide by side: ${onOutput.bold(relative(process.cwd(), path))}\n`,
  );
}
