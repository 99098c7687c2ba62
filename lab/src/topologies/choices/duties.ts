import type { Alternative, Choice } from './choice.ts';

const less = (id: string, en: string, ko: string): Alternative => ({
  id,
  words: { en, ko },
  env: { DUTIES: id },
});

/** Its edge believes any token, so that a measurement tells what a signature costs. Only in a test does an edge do so. */
const trusting = (id: string, en: string, ko: string): Alternative => ({
  id,
  words: { en, ko },
  env: { DUTIES: id, NODE_ENV: 'test' },
  breaks: true,
});

/** What the edge does for every request besides answering it: it checks the token, writes a line, and counts (ADR 71). */
export const duties: Choice = {
  id: 'duties',
  about: { en: 'what is done for every request besides', ko: '요청마다 함께 하는 공통 작업' },
  bases: ['monolith'],
  default: { id: 'edge', words: { en: 'all duties at the edge', ko: '공통 작업을 모두 엣지에서' } },
  alternatives: [
    less('no-log', 'no access log', '접근 로그 없음'),
    less('no-metrics', 'no request metrics', '요청 지표 없음'),
    trusting('unsigned', 'signatures of tokens not checked', '토큰 서명 검증 없음'),
    trusting('none', 'no log, no metrics, no check of signatures', '로그·지표·서명 검증 없음'),
  ],
};

/** The same, where services could do it as well, or instead (ADR 81). */
export const serviceDuties: Choice = {
  ...duties,
  bases: ['microservices'],
  alternatives: [
    less('services', 'all duties in each service as well', '서비스마다 공통 작업 반복'),
    trusting('in-services', 'all duties in each service instead', '공통 작업을 엣지 대신 서비스마다'),
    less('log-in-services', 'a log of calls in each service instead', '로그를 엣지 대신 서비스마다'),
    less('metrics-in-services', 'metrics of calls in each service instead', '지표를 엣지 대신 서비스마다'),
    trusting(
      'tokens-in-services',
      'tokens checked in each service instead',
      '토큰 검증을 엣지 대신 서비스마다',
    ),
    ...duties.alternatives,
  ],
};
