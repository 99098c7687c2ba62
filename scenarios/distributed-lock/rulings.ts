import { joined } from '@lab/lab/charts/said';
import type { Evidence, Ruling, Text } from '@lab/lab/scenario/scenario';
import { DATABASE, LOCKS, type LockArm, NONE } from './arms.ts';

/** The rule in words, as both the scenario and the README have it. */
export const RULE =
  'Judged over the arms with a distributed lock that the run has, by the units that were promised twice or to nobody, in all rounds together. In normal operation many buyers want the last units. Then a holder stands still for longer than its lease, the server of the lock is restarted under a holder, and it is cut off under a holder for longer than a lease: these are the faults. Locks with fencing are judged apart from those without. The arm without a guard must oversell in normal operation: otherwise the sale tests nothing. Supported when no lock oversells anywhere. Refuted when a lock oversells in normal operation, or when one with fencing oversells with a fault. Mixed when a lock without fencing oversells with a fault, and no lock does otherwise.';

/** The same in Korean. */
export const RULE_IN_KOREAN =
  '실행에 포함된 분산 잠금 대상을, 모든 라운드를 합쳐 두 번 약속했거나 아무에게도 가지 않은 수량으로 판정한다. 정상 동작에서는 많은 구매자가 마지막 재고를 원한다. 이어서 보유자 하나가 리스보다 오래 멈춰 서고, 보유자가 있는 동안 잠금 서버가 재시작되며, 또 리스보다 오래 연결이 끊긴다. 이 셋이 장애다. 펜싱 토큰이 있는 잠금과 없는 잠금은 따로 판정한다. 아무 보호도 없는 대상은 정상 동작에서 초과 판매해야 한다. 그렇지 않으면 이 판매는 아무것도 시험하지 못한다. 어떤 잠금도 어디서도 초과 판매하지 않으면 지지, 정상 동작에서 초과 판매하는 잠금이 있거나 펜싱 토큰이 있는 잠금이 장애에서 초과 판매하면 반박, 펜싱 토큰이 없는 잠금만 장애에서 초과 판매하면 엇갈림.';

/** Ids of the measures that decide, and when each is taken. */
const WHEN = [
  { id: 'oversold', text: { en: 'in normal operation', ko: '정상 동작에서' } },
  { id: 'paused.oversold', text: { en: 'with a holder that stands still', ko: '보유자가 멈춰 섰을 때' } },
  { id: 'restarted.oversold', text: { en: 'with a restarted server', ko: '서버가 재시작될 때' } },
  { id: 'cut.oversold', text: { en: 'with a server that was cut off', ko: '서버와 연결이 끊겼을 때' } },
] as const;
type MeasureId = (typeof WHEN)[number]['id'];
const FAULTS = ['paused.oversold', 'restarted.oversold', 'cut.oversold'] as const;

/** Units that an arm has promised too many in all rounds; undefined where it has not been measured. */
function oversoldBy(evidence: Evidence, topology: string, id: MeasureId): number | undefined {
  const names = evidence.arms.filter((arm) => arm.topology === topology).map(({ name }) => name);
  const values = names.flatMap((name) => [...evidence.values(id, name).values()]);
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0);
}

/** Whether distributed locks keep the stock right. */
export function locksKeepStock(evidence: Evidence): Ruling {
  const locks = LOCKS.filter(({ topology }) => oversoldBy(evidence, topology, 'oversold') !== undefined);
  const unguarded = oversoldBy(evidence, NONE, 'oversold');
  if (locks.length === 0 || unguarded === undefined) return notMeasured(locks.length === 0);
  const metrics = WHEN.map(({ id }) => id);
  const words = sentences(evidence, locks, unguarded);
  if (evidence.confidence === null) return { verdict: 'inconclusive', ...words, metrics, open: true };
  if (unguarded === 0) return { verdict: 'inconclusive', ...words, metrics, open: true };
  const breaks = (ids: readonly MeasureId[], among: readonly LockArm[]) =>
    among.some(({ topology }) => ids.some((id) => (oversoldBy(evidence, topology, id) ?? 0) > 0));
  const withFault = (fencing: boolean) =>
    breaks(
      FAULTS,
      locks.filter(({ fenced }) => fenced === fencing),
    );
  const refuted = breaks(['oversold'], locks) || withFault(true);
  const verdict = refuted ? 'refuted' : withFault(false) ? 'mixed' : 'supported';
  return { verdict, ...words, metrics, open: false };
}

function sentences(
  evidence: Evidence,
  locks: readonly LockArm[],
  unguarded: number,
): Pick<Ruling, 'because' | 'becauseInKorean'> {
  const told = WHEN.flatMap(({ id, text }) => {
    const each = locks.flatMap(({ topology, name }) => {
      const units = oversoldBy(evidence, topology, id);
      return units === undefined ? [] : [`${name} ${units}`];
    });
    if (each.length === 0) return [];
    const list = each.join(', ');
    return [{ en: `Locks ${text.en}: ${list}.`, ko: `잠금, ${text.ko}: ${list}.` }];
  });
  const database = DATABASE.flatMap(({ topology, name }) => {
    const units = oversoldBy(evidence, topology, 'oversold');
    if (units === undefined) return [];
    const paused = oversoldBy(evidence, topology, 'paused.oversold') ?? 0;
    return [
      {
        en: `${name.en}, which decides nothing here: ${units}, and ${paused} with a holder that stands still.`,
        ko: `판정에 쓰지 않는 ${name.ko}: ${units}, 보유자가 멈춰 섰을 때 ${paused}.`,
      },
    ];
  });
  const { en, ko } = joined(
    [
      {
        en: `Units promised twice or to nobody, over all rounds. Without a guard: ${unguarded}.`,
        ko: `모든 라운드에서 두 번 약속했거나 아무에게도 가지 않은 수량. 보호 없음: ${unguarded}.`,
      },
      ...told,
      ...database,
    ],
    ' ',
  );
  return { because: en, becauseInKorean: ko };
}

const notMeasured = (locks: boolean): Ruling => ({
  verdict: 'inconclusive',
  because: locks
    ? 'This run has no arm with a distributed lock.'
    : 'This run has no arm without a guard, so nobody knows whether its sales test anything.',
  becauseInKorean: locks
    ? '이 실행에는 분산 잠금을 쓰는 대상이 없다.'
    : '이 실행에는 보호가 없는 대상이 없어, 판매가 무엇을 시험하는지 알 수 없다.',
  metrics: [],
  open: false,
});

/** A lock with fencing beside the same lock without: what the token turns. */
export function byFencing(evidence: Evidence): Text | undefined {
  const told = LOCKS.filter(({ fenced }) => fenced).flatMap((fenced) => {
    const plain = LOCKS.find(({ server, fenced: other }) => server === fenced.server && !other);
    const [without, fencedUnits] = [plain, fenced].map(
      (arm) => arm && oversoldBy(evidence, arm.topology, 'paused.oversold'),
    );
    return plain && without !== undefined && fencedUnits !== undefined
      ? [`${plain.name} ${without} → ${fencedUnits}`]
      : [];
  });
  if (told.length === 0) return undefined;
  const { en, ko } = joined(told, ', ');
  return {
    en: `Units promised too many with a holder that stands still, without fencing and with it: ${en}.`,
    ko: `보유자가 멈춰 섰을 때 초과로 약속한 수량, 펜싱 토큰 없이 → 있을 때: ${ko}.`,
  };
}
