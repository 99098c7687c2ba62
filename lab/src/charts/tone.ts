/** Whether a difference is good or bad for the arm; `same` where it is none that counts, `open` where it is not settled. */
export type Tone = 'good' | 'bad' | 'same' | 'open';

export function toneOf(better: 'lower' | 'higher', verdict: string): Tone {
  if (verdict === 'inconclusive') return 'open';
  if (verdict !== 'higher' && verdict !== 'lower') return 'same';
  return verdict === better ? 'good' : 'bad';
}
