import { codeBaseSuite } from './code-base-suite.ts';

codeBaseSuite('services');
