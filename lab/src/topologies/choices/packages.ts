import type { Choice } from './choice.ts';

/** How the code of the contexts is divided. The shop runs the same either way. */
export const packages: Choice = {
  id: 'packages',
  about: { en: 'how the code is divided into packages', ko: '코드를 패키지로 나누는 방법' },
  bases: ['monolith'],
  default: { id: 'one', words: { en: 'one package', ko: '패키지 하나' } },
  alternatives: [
    { id: 'contexts', words: { en: 'a package for each context', ko: '컨텍스트마다 패키지 하나' } },
  ],
  buildOnly: true,
};
