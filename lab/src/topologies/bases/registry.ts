import { Registry } from '../../registry/registry.ts';
import type { Base } from './base.ts';
import { microservices } from './microservices.ts';
import { monolith } from './monolith.ts';

/** Every base that an arm can have. */
export const BASES = new Registry<Base>({ en: 'base', ko: '기본 구성' }, [monolith, microservices]);
