import type { Alternative, Choice } from './choice.ts';

/** So many of the arms' CPUs, and the driver's too where that takes it. Components keep those that all arms have. */
const cpusOf = (count: number, en: string, ko: string): Alternative => ({
  id: String(count),
  words: { en, ko },
  cpus: count,
});

/** How many CPUs its processes have: whether a cost depends on that (ADR 45). */
export const cpus: Choice = {
  id: 'cpus',
  about: { en: 'how many CPUs its processes have', ko: '프로세스가 쓰는 CPU 수' },
  bases: ['monolith', 'microservices'],
  default: { id: 'all', words: { en: "all of the arms' CPUs", ko: '비교 대상에 배정된 모든 CPU' } },
  alternatives: [cpusOf(1, 'on one CPU', 'CPU 1개'), cpusOf(2, 'on two CPUs', 'CPU 2개')],
};
