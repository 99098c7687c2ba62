import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** One word for one thing, in Korean as well: what is not to be read, and what is instead. */
const WORDS: readonly (readonly [not: RegExp, instead: string])[] = [
  [/(?:이|다른) (?:컴퓨터|기계)/, '머신'],
  [/프로필/, '프로파일'],
  [/쇼핑몰/, '상점'],
  [/임대/, '리스'],
  [/교과서/, '교재'],
  [/드라이버/, '부하 발생기'],
  [/실험실/, '랩'],
  [/기준 실행/, '참조 실행: 기준 is the baseline'],
  [/비율 (?:몇|세) (?:가지|개)/, '배율: 비율 is a share'],
  [/코드 베이스/, '코드베이스'],
  [/데이터 센터/, '데이터센터'],
  [/레이턴시/, '지연 시간'],
  [/메세지/, '메시지'],
  [/쓰레드/, '스레드'],
  [/아키텍쳐/, '아키텍처'],
  [/트랜[젝쟥]션/, '트랜잭션'],
  [/마이크로 서비스/, '마이크로서비스'],
  [/모놀리틱/, '모놀리스'],
];

/** What people read in Korean: the workshop's pages, and the texts of lab and scenarios. The notes are quoted, and stay as they are. */
const files = execFileSync(
  'git',
  ['ls-files', 'docs/workshop/ko/*.md', 'lab/src/*.ts', 'lab/src/*.js', 'scenarios/*.ts'],
  { encoding: 'utf8' },
)
  .split('\n')
  .filter((path) => path !== '' && !path.endsWith('.test.ts') && !path.startsWith('lab/src/notes/'));

const otherWords = (text: string): string[] =>
  WORDS.flatMap(([not, instead]) => (not.test(text) ? [`${not.exec(text)?.[0]} → ${instead}`] : []));

it('Korean texts call each thing by one word', () => {
  const korean = files.map((path) => [path, readFileSync(path, 'utf8')] as const);
  expect(korean.filter(([, text]) => /\p{Script=Hangul}/u.test(text)).length).toBeGreaterThan(100);
  const found = korean.flatMap(([path, text]) => otherWords(text).map((word) => `${path}: ${word}`));
  expect(found).toEqual([]);
});

it('finds another word', () => {
  expect(otherWords('이 컴퓨터에서 판정과 비율 몇 가지를 묻는다.')).toEqual([
    ...['이 컴퓨터 → 머신', '비율 몇 가지 → 배율: 비율 is a share'],
  ]);
});
