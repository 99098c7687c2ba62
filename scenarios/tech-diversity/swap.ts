import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { ProbeBench } from '@lab/lab/scenario/probe';
import type { CheckResult } from '@lab/lab/scenario/workload';
import { paced, requireOnTime, type Sent } from '../shop/paced.ts';
import { RANKS, SERVICES } from './arms.ts';
import { type Data, shopper } from './customers.ts';
import { recommendations } from './ranking.ts';
import type { Size } from './sizes.ts';

/** Half of them ask for recommendations, as nothing else can notice a replacement: a slow stack must bear them. */
const PER_SECOND = 24;
/** So often, at most, is the service replaced and replaced back: a replacement that takes hardly any time is asked hardly anything. */
export const MOST_PAIRS = 6;
/** The edge answers within five seconds. ms */
const PATIENCE_MS = 10_000;
/** Answers that two stacks must give alike: of so many products, so long. */
const ASKED = 4;
const LENGTH = 3;
/** Events of the last orders may still be on their way. ms */
const SETTLED_MS = 10_000;
const LOOK_MS = 150;
/** Until a process that has taken another one's place has answered something. ms */
const TAKEN_MS = 10_000;
const MESSAGES = /^shop_messages_total(?:\{[^}]*\})? (\S+)$/m;

type Bench = Pick<ProbeBench, 'ask' | 'now' | 'signal' | 'metrics' | 'swap' | 'topology'>;

interface Told {
  readonly values: Record<string, number>;
  readonly checks: readonly CheckResult[];
}

/** One process in the place of another one. */
interface Replacement {
  /** When the new one was started, and when it was there alone and had answered something, or was given up. Epoch ms */
  readonly from: number;
  readonly until: number;
  /** From its start to the end of the old one; undefined where the old one goes on. */
  readonly ms: number | undefined;
  /** Why it has not taken the place; undefined where it has. */
  readonly wrong: string | undefined;
}

/** What a stack recommends for some products, or why that cannot be said. */
type Answers = readonly unknown[] | 'refused' | 'changing';

/**
 * Replaces recommendations by the Nest service while the shop is asked for recommendations, pages and orders, and back by what they were. What fails
 * is told, and ends the swap: nothing is tried twice. It is done again while too few recommendations were asked for during replacements.
 *
 * While the Nest service is replaced for the first time nobody orders: both have then learned from the same orders, and must give the same answers.
 */
export async function swapped(
  bench: Bench,
  data: Data,
  { steady, meanwhile }: Pick<Size, 'steady' | 'meanwhile'>,
): Promise<Told> {
  const wait = () => delay(1_000 * steady, undefined, { signal: bench.signal });
  const done: Replacement[] = [];
  let [over, selling, asked] = [false, true, 0];
  const customers = shopper(data, () => selling);
  const isReplaced = async (topology: string): Promise<boolean> => {
    const before = customers.recommended();
    const replacement = await replaced(bench, topology);
    asked += customers.recommended() - before;
    done.push(replacement);
    return replacement.wrong === undefined;
  };
  const work = async (): Promise<CheckResult[]> => {
    await wait();
    if (!(await isReplaced(SERVICES))) return [];
    selling = false;
    const nest = await settled(bench, data.skus);
    if (!(await isReplaced(bench.topology))) return [];
    const checks = [sameAnswers(nest, await answersOf(bench, data.skus))];
    selling = true;
    for (let pairs = 1; asked < meanwhile && pairs < MOST_PAIRS; pairs += 1)
      if (!((await isReplaced(SERVICES)) && (await isReplaced(bench.topology)))) return checks;
    await wait();
    return checks;
  };
  const working = work().finally(() => {
    over = true;
  });
  working.catch(() => undefined);
  const sent = await paced(
    bench,
    { perSecond: PER_SECOND, deadlineMs: PATIENCE_MS, goesOn: () => !over },
    customers.next,
  );
  const checks = await working;
  requireOnTime(sent);
  const times = done.flatMap(({ ms }) => ms ?? []);
  const whole = done.every(({ wrong }) => wrong === undefined);
  return {
    values: { ...countsOf(sent, done), ...(whole && { 'swap.time': Math.max(...times) }) },
    checks: [eachReplaced(done), ...checks],
  };
}

/**
 * Requests that were due during a replacement, and how many of them were not answered as they should be: recommendations, which alone can notice it, and
 * all others, which show that nothing else did.
 *
 * @param sent all requests, in any order
 * @returns counts by the ids of the measures
 */
export function countsOf(
  sent: readonly Sent[],
  done: readonly Pick<Replacement, 'from' | 'until'>[],
): Record<string, number> {
  const isDuring = ({ dueAt }: Sent) => done.some(({ from, until }) => dueAt >= from && dueAt <= until);
  const meanwhile = sent.filter(isDuring);
  const failedOf = (requests: readonly Sent[]) => requests.filter(({ ok }) => !ok).length;
  const recommended = meanwhile.filter(({ endpoint }) => endpoint === 'recommendations');
  const others = meanwhile.filter(({ endpoint }) => endpoint !== 'recommendations');
  return {
    ...{ 'swap.sent': recommended.length, 'swap.failed': failedOf(recommended) },
    ...{ 'swap.other-sent': others.length, 'swap.other-failed': failedOf(others) },
  };
}

/** @throws only the signal's reason */
async function replaced(bench: Bench, topology: string): Promise<Replacement> {
  const from = bench.now();
  try {
    await bench.swap(RANKS, topology);
  } catch (error) {
    bench.signal.throwIfAborted();
    return { from, until: bench.now(), ms: undefined, wrong: wordsOf(error) };
  }
  const ms = bench.now() - from;
  const giveUpAt = bench.now() + TAKEN_MS;
  while (!(await hasAnswered(bench))) {
    if (bench.now() > giveUpAt)
      return { from, until: bench.now(), ms, wrong: `${RANKS} of ${topology} has answered nothing` };
    await delay(LOOK_MS, undefined, { signal: bench.signal });
  }
  return { from, until: bench.now(), ms, wrong: undefined };
}

/** The first line: what follows are the last words of a process. */
const wordsOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';

/** Whether the process that is there now has answered something. One that tells nothing has not. */
const hasAnswered = async (bench: Bench): Promise<boolean> =>
  Number(MESSAGES.exec(await bench.metrics(RANKS).catch(() => ''))?.[1] ?? 0) > 0;

/** What is recommended for some products, with scores. */
async function answersOf(bench: Bench, skus: readonly string[]): Promise<Answers> {
  const answers: unknown[] = [];
  for (let turn = 0; turn < ASKED; turn += 1) {
    const { status, body } = await bench.ask(recommendations(skus, turn, LENGTH));
    if (status !== 200) return 'refused';
    answers.push(JSON.parse(body));
  }
  return answers;
}

/** The same, once it stays the same: all orders have then been learned from. */
async function settled(bench: Bench, skus: readonly string[]): Promise<Answers> {
  const giveUpAt = bench.now() + SETTLED_MS;
  let before = await answersOf(bench, skus);
  for (;;) {
    await delay(LOOK_MS, undefined, { signal: bench.signal });
    const now = await answersOf(bench, skus);
    if (now === 'refused' || isDeepStrictEqual(before, now)) return now;
    if (bench.now() > giveUpAt) return 'changing';
    before = now;
  }
}

function eachReplaced(done: readonly Replacement[]): CheckResult {
  const wrong = done.find((each) => each.wrong !== undefined)?.wrong;
  const id = 'swapped';
  if (wrong === undefined)
    return {
      ...{ id, result: 'pass', detail: 'Each process took the place of the other, and answered.' },
      detailInKorean: '두 프로세스가 서로의 자리를 맡아 응답했다.',
    };
  return {
    ...{ id, result: 'fail', detail: `A process did not take the place of the other: ${wrong}` },
    detailInKorean: `한 프로세스가 다른 프로세스의 자리를 맡지 못했다: ${wrong}`,
  };
}

/** What the comparison of two stacks comes to. */
const COMPARED: Readonly<Record<'same' | 'different' | 'refused' | 'changing', Omit<CheckResult, 'id'>>> = {
  same: {
    ...{ result: 'pass', detail: 'Both stacks recommend the same products, with the same scores.' },
    detailInKorean: '두 스택이 같은 상품을 같은 점수로 추천한다.',
  },
  different: {
    ...{ result: 'fail', detail: 'The stacks do not recommend the same products with the same scores.' },
    detailInKorean: '두 스택의 추천 상품이나 점수가 다르다.',
  },
  refused: {
    ...{ result: 'fail', detail: 'After a replacement a recommendation was not answered.' },
    detailInKorean: '교체한 뒤 추천 요청에 답하지 않은 것이 있다.',
  },
  changing: {
    ...{ result: 'unknown', detail: 'What is recommended went on changing, although nobody ordered.' },
    detailInKorean: '주문이 없는데도 추천 결과가 계속 바뀌었다.',
  },
};

function sameAnswers(nest: Answers, own: Answers): CheckResult {
  const id = 'same-answers';
  if (typeof nest === 'string') return { id, ...COMPARED[nest] };
  if (typeof own === 'string') return { id, ...COMPARED[own] };
  return { id, ...COMPARED[isDeepStrictEqual(nest, own) ? 'same' : 'different'] };
}
