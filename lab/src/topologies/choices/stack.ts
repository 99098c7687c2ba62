import type { Alternative, Choice } from './choice.ts';

const NAME = 'recommendations';

/** The database is the one that the service in Nest fills: there is one seeder. */
const SEED = [process.execPath, `microservices/${NAME}/dist/program.js`, 'seed'] as const;

const inAnother = (
  id: string,
  words: Alternative['words'],
  command: readonly [string, ...string[]],
): Alternative => ({ id, words, programs: { [NAME]: { command, seed: SEED, stack: id } } });

/**
 * What the service of recommendations is written in. The program is another one, behind the same messages, over the same database (ADR 75). It knows
 * RabbitMQ alone, sends no spans, ranks in its own way alone, and has neither duties of the edge nor promises to break. A scenario that makes processes fail cannot have it.
 */
export const stack: Choice = {
  id: 'stack',
  about: { en: 'what recommendations are written in', ko: '추천 서비스의 기술 스택' },
  bases: ['microservices'],
  needs: {
    transport: ['rabbitmq'],
    events: ['rabbitmq'],
    tracing: ['off'],
    flaw: ['none'],
    ranking: ['js'],
    duties: ['edge', 'no-log', 'no-metrics', 'unsigned', 'none'],
  },
  default: {
    id: 'nest',
    words: { en: 'all services in Nest or Express', ko: '모든 서비스가 Nest 또는 Express' },
  },
  alternatives: [
    inAnother('go', { en: `${NAME} in Go`, ko: '추천 서비스는 Go' }, [
      `microservices/${NAME}-go/dist/program`,
    ]),
    inAnother('python', { en: `${NAME} in Python`, ko: '추천 서비스는 Python' }, [
      `microservices/${NAME}-python/dist/venv/bin/python`,
      `microservices/${NAME}-python/main.py`,
    ]),
  ],
};
