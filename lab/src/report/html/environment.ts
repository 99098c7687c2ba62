import { type Html, html } from '../../charts/html.ts';
import { alike, type Said } from '../../charts/said.ts';
import { sayerOf } from '../../charts/vocabulary.ts';
import { sleepOf } from '../../host/idle-states.ts';
import type { RunFiles } from '../../records/run-files.ts';
import { counted, countedAny } from '../../terminal/counted.ts';
import { titleSaid } from '../../topologies/base-of.ts';
import { drivesLoad, inPercent } from '../view.ts';

const NONE = { en: 'none', ko: '없음' };

/** What the run ran on. */
export function environment({ manifest, comparison }: RunFiles): Html {
  const { environment: machine, components, driver, cpus, cgroup } = { ...manifest, ...manifest.environment };
  const gigabytes = (bytes: number) => `${(bytes / 1024 ** 3).toFixed(1)} GB`;
  const loaded = drivesLoad({ manifest });
  const ended: Said = manifest.endedAt
    ? `${manifest.endedAt.slice(0, 16).replace('T', ' ')} UTC`
    : manifest.status;
  const shared = { en: 'arms and driver share all of them', ko: '대상과 부하 발생기가 모두 함께 사용' };
  const all = { en: 'all', ko: '전체' };
  const entries: (readonly [Said, Said])[] = [
    [{ en: 'run', ko: '실행' }, manifest.runId],
    [{ en: 'began', ko: '시작' }, `${manifest.startedAt.slice(0, 16).replace('T', ' ')} UTC`],
    [{ en: 'ended', ko: '끝' }, ended],
    [
      { en: 'commit', ko: '커밋' },
      alike`${machine.commit ?? NONE}${machine.dirty ? { en: ' (with changes)', ko: ' (변경 있음)' } : ''}`,
    ],
    [
      { en: 'lockfile', ko: '잠금 파일' },
      machine.lockfile ? `SHA-256 ${machine.lockfile.slice(0, 16)}…` : NONE,
    ],
    [
      { en: 'machine', ko: '머신' },
      `${machine.cpuModel}, ${machine.cpuCount} CPUs, ${gigabytes(machine.memoryBytes)}, ${machine.os}`,
    ],
    ...(loaded
      ? [
          [
            'CPUs',
            cpus
              ? {
                  en: `arms on ${cpus.arms}, driver on ${cpus.driver}`,
                  ko: `대상 ${cpus.arms}, 부하 발생기 ${cpus.driver}`,
                }
              : shared,
          ] as const,
        ]
      : []),
    [
      { en: 'limits', ko: '제한' },
      cgroup
        ? alike`${cgroup.cpus ?? all} CPUs, ${cgroup.memoryBytes === null ? { en: 'all memory', ko: '메모리 전체' } : gigabytes(cgroup.memoryBytes)}`
        : { en: 'none known', ko: '알려진 것 없음' },
    ],
    [{ en: 'sleep of CPUs', ko: 'CPU 절전' }, sayerOf(manifest)(sleepOf(manifest))],
    [{ en: 'governor', ko: '거버너' }, machine.governor ?? { en: 'not told', ko: '알 수 없음' }],
    ['Node', machine.node],
    ...(loaded ? [[{ en: 'driver', ko: '부하 발생기' }, driver.description] as const] : []),
    ...components.map(({ name, origin, version }) => [name, `${version} (${origin})`] as const),
    ...manifest.arms.map((arm) => [alike`${{ en: 'arm', ko: '대상' }} ${arm.name}`, titleSaid(arm)] as const),
    [
      { en: 'rounds', ko: '라운드' },
      {
        en: `${comparison.rounds} with valid trials, ${manifest.rounds} planned`,
        ko: `유효한 시행이 있는 ${comparison.rounds}번, 계획 ${manifest.rounds}번`,
      },
    ],
    [
      { en: 'may stop after', ko: '멈출 수 있는 때' },
      manifest.looks.length > 0
        ? { en: countedAny(manifest.looks, 'round'), ko: `라운드 ${manifest.looks.join(', ')}번 뒤` }
        : { en: 'its last round', ko: '마지막 라운드' },
    ],
    [
      { en: 'judged by', ko: '판정에 쓴 것' },
      comparison.look === null
        ? { en: 'no look reached', ko: '판정할 만큼 모이지 않음' }
        : { en: counted(comparison.look, 'whole round'), ko: `온전한 라운드 ${comparison.look}번` },
    ],
    [
      { en: 'confidence', ko: '신뢰수준' },
      comparison.confidence === null ? NONE : inPercent(comparison.confidence),
    ],
    [{ en: 'seed', ko: '시드' }, String(manifest.seed)],
    [{ en: 'order', ko: '순서' }, manifest.order.join(', ')],
  ];
  return html`<dl>${entries.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}
