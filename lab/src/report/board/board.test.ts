import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { madePrediction, predictedRead } from '../../../test/fixtures/made-prediction.ts';
import { type Making, madeRun, writeRun } from '../../../test/fixtures/made-run.ts';
import { madeScenario } from '../../../test/fixtures/made-trials.ts';
import { LANGUAGE_SWITCH } from '../html/language-switch.ts';
import { renderBoard } from './page.ts';
import { readBoard } from './read-board.ts';

let root: string;
const leave = (runId: string, making: Making = {}, folder = `made/${runId}`) =>
  writeRun(join(root, 'results', folder), madeRun({ ...making, runId }));
const board = () => readBoard(root, [madeScenario]);
const entry = async () => {
  const [first] = (await board()).entries;
  if (!first) throw new Error('no entry');
  return first;
};

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'lab-board-'));
});

afterEach(() => rm(root, { recursive: true }));

describe('the board', () => {
  it('shows the newest run that can decide something, and the others as history', async () => {
    await leave('20260701-old');
    await leave('20260702-newer', { ms: { monolith: 10, microservices: 10 } });
    await leave('20260703-smoke', { rounds: 2, manifest: { profile: 'smoke' } });
    await leave('20260704-invalid', { rounds: 0 });
    await leave('20260705-interrupted', { manifest: { status: 'interrupted' } });
    const { shown, history, claims } = await entry();
    expect(shown?.manifest.runId).toBe('20260702-newer');
    expect(history.map(({ manifest }) => manifest.runId)).toEqual(['20260703-smoke', '20260701-old']);
    expect(claims).toMatchObject([{ id: 'made.claim', ruling: { verdict: 'inconclusive' } }]);
    expect(shown?.link).toBe('made/20260702-newer/report.html');
  });

  it('shows the newest run that bears on the claims, not one of other arms', async () => {
    await leave('20260701-old');
    const { comparison, ...same } = madeRun({ runId: '20260702-same' });
    const claims = comparison.claims.map((claim) => ({
      ...claim,
      verdict: 'inconclusive' as const,
      metrics: [],
    }));
    await writeRun(join(root, 'results', 'made', '20260702-same'), {
      ...same,
      comparison: { ...comparison, claims },
    });
    expect((await entry()).shown?.manifest.runId).toBe('20260701-old');
    await rm(join(root, 'results', 'made', '20260701-old'), { recursive: true });
    expect((await entry()).shown?.manifest.runId).toBe('20260702-same');
  });

  it('tells in both languages that a claim is mixed', async () => {
    const { comparison, ...same } = madeRun({ runId: '20260701-mixed' });
    const claims = comparison.claims.map((claim) => ({ ...claim, verdict: 'mixed' as const }));
    const path = join(root, 'results', 'made', '20260701-mixed');
    await writeRun(path, { ...same, comparison: { ...comparison, claims } });
    expect(renderBoard(await board())).toMatch(/1 mixed<.*엇갈림/);
  });

  it('compares a finished run again whose comparison is of an earlier version', async () => {
    const made = madeRun({ runId: '20260701-early' });
    const path = join(root, 'results', 'made', '20260701-early');
    await writeRun(path, { ...made, comparison: { ...made.comparison, schema: 1 as 2 } });
    await mkdir(join(root, 'scenarios'));
    const { shown } = await entry();
    expect(shown?.comparison.metrics).toEqual(made.comparison.metrics);
  });

  it('shows a smoke run when there is nothing better, and says what that is worth', async () => {
    await leave('20260703-smoke', { rounds: 2, manifest: { profile: 'smoke' } });
    expect((await entry()).shown?.manifest.runId).toBe('20260703-smoke');
    expect(renderBoard(await board())).toContain('cannot decide anything');
  });

  it('shows the reference where a smoke run decides nothing: its one round is a look without intervals', async () => {
    const { comparison, ...same } = madeRun({ runId: '20260703-smoke', manifest: { profile: 'smoke' } });
    const one = { ...same, comparison: { ...comparison, look: 1, confidence: null } };
    await writeRun(join(root, 'results', 'made', '20260703-smoke'), one);
    await leave('20260601-published', {}, 'reference/made');
    const { shown, claims, history } = await entry();
    expect(shown).toBeUndefined();
    expect(claims).toMatchObject([{ ruling: { verdict: 'supported' } }]);
    expect(history.map(({ manifest }) => manifest.runId)).toEqual(['20260703-smoke']);
  });

  it('shows the reference apart: it is of another machine', async () => {
    await leave('20260601-published', {}, 'reference/made');
    const { shown, reference } = await entry();
    expect([shown, reference?.link]).toEqual([undefined, 'reference/made/report.html']);
    const page = renderBoard(await board());
    expect(page).toContain('Reference, on another machine');
    expect(page).toContain('make run-scenario SCENARIO=made');
    expect(page).toContain('1 not yet tested on this machine');
  });

  it('names every claim of a scenario that has never run', async () => {
    const page = renderBoard(await board());
    expect(page).toContain('made.claim');
    expect(page).toContain('느리다');
    expect(page).toContain('not yet tested on this machine');
    expect(page).toContain('<code>make run-scenario SCENARIO=made</code>');
  });

  it("tells when each claim's verdict would turn, and what was measured there, of the run that it shows", async () => {
    const table = async () =>
      renderBoard(await board())
        .split('id="when-it-pays"')[1]
        ?.split('</table>')[0];
    expect(await table()).toBeUndefined();
    const { comparison, ...same } = madeRun({ runId: '20260601-published' });
    const measured = { en: 'At 5 lines it is 1.3×.', ko: '5줄이면 1.3배이다.' };
    const claims = comparison.claims.map((claim) => ({
      ...claim,
      turn: { by: { en: 'Larger requests.', ko: '요청의 크기.' }, measured },
    }));
    const published = { ...same, comparison: { ...comparison, claims } };
    await writeRun(join(root, 'results', 'reference', 'made'), published);
    for (const text of ['When does it pay?', 'Larger requests.', measured.en, measured.ko])
      expect(await table()).toContain(text);
    expect(await table()).toContain('Reference, on another machine');
    await leave('20260701-own');
    expect(await table()).toContain('By the size of what is asked for.');
    expect(await table()).toContain('This run has not measured it.');
    expect(await table()).not.toMatch(/Larger requests|Reference/);
  });

  it('scores what was predicted, run by run and all together', async () => {
    expect(renderBoard(await board())).not.toContain('Predictions');
    const put = (runId: string, prediction: ReturnType<typeof madePrediction>) =>
      writeRun(join(root, 'results', 'made', runId), { ...madeRun({ runId }), prediction });
    await put('20260701-near', madePrediction({ name: 'Ann', ratios: [predictedRead(3)] }));
    await put(
      '20260702-far',
      madePrediction({ claims: { 'made.claim': 'refuted' }, ratios: [predictedRead(12)] }),
    );
    const page = renderBoard(await board());
    expect(page).toContain(
      'Claims right: 1 of 2. Off by 2.0× (the median of 2 ratios). Inside the interval: 1 of 2.',
    );
    expect(page).toMatch(/20260701-near\/report\.html">[^<]*<\/a>, Ann: .*Claims right: 1 of 1/);
    expect(page).toMatch(/20260702-far\/report\.html">[^<]*<\/a>: .*Claims right: 0 of 1\. Off by 4\.0×/);
    expect(page).toContain('How predictions are scored');
  });

  it('names runs that cannot be read, and shows the others', async () => {
    await leave('20260701-whole');
    await leave('20260702-damaged');
    await writeFile(join(root, 'results', 'made', '20260702-damaged', 'comparison.json'), '{');
    expect((await entry()).shown?.manifest.runId).toBe('20260701-whole');
    expect((await board()).unreadable).toEqual([expect.stringMatching(/20260702-damaged.*is damaged/)]);
    expect(renderBoard(await board())).toContain('20260702-damaged');
  });

  it('names a reference whose manifest is a folder', async () => {
    await mkdir(join(root, 'results', 'reference', 'made', 'manifest.json'), { recursive: true });
    expect((await board()).unreadable).toEqual([
      expect.stringMatching(/manifest\.json is damaged: it is a folder/),
    ]);
  });

  it('is one file whose only links lead to reports, and to its own end', async () => {
    await leave('20260701-old');
    const page = renderBoard(await board());
    expect(page.match(/href="[^"]*"/g)).toEqual(['href="#notes"', 'href="made/20260701-old/report.html"']);
    expect(page).toContain('id="notes"');
    expect(page).toMatch(/<li id="made.claim" class="\w+">/);
    // The one script is our own.
    expect(page.replace(LANGUAGE_SWITCH.text, '')).not.toMatch(/<script|src=|url\(|@import|NaN|undefined/);
    expect(page).toContain('it is &lt;slower&gt;');
  });
});
