import type { Base } from './base.ts';

/** One process, one database. */
export const monolith: Base = {
  id: 'monolith',
  title: { en: 'Monolith', ko: '모놀리스' },
  about: { en: 'one process, one database', ko: '프로세스 하나, 데이터베이스 하나' },
  processes: [{ name: 'monolith', entry: 'monolith/dist/program.js' }],
  edge: 'monolith',
  components: [],
  replicable: [],
};
