import { z } from 'zod';
import { colourOf } from '../../../charts/arm-looks.ts';
import { dataTable, figure } from '../../../charts/figure.ts';
import { type Html, html } from '../../../charts/html.ts';
import { alike, joined, listed, type Said } from '../../../charts/said.ts';
import { sayerOf } from '../../../charts/vocabulary.ts';
import { quantity } from '../../../charts/words.ts';
import type { RunFiles } from '../../../records/run-files.ts';
import type { Text } from '../../../scenario/scenario.ts';
import { titleSaid } from '../../../topologies/base-of.ts';
import { rolesOf } from '../../views/roles.ts';
import { CALL_PATHS, type Path } from './call-paths.ts';
import { ownersOf } from './copies.ts';
import { drawDeployment } from './deployment.ts';
import { type Part, partsOf } from './parts.ts';

/** A picture of each topology of the run, the boxes of all on one scale. Null where none is known. */
export function deployments(files: RunFiles): Html | null {
  const { arms } = files.manifest;
  const topologies = arms.map(({ topology }) => topology);
  const drawn = arms
    .filter(({ topology }, index) => topologies.indexOf(topology) === index)
    .map((arm) => ({ ...arm, parts: partsOf(files, arm.name) }))
    .filter(({ parts }) => parts.length > 0);
  if (drawn.length === 0) return null;
  const memory = drawn.flatMap(({ parts }) => parts.flatMap(({ megabytes }) => megabytes ?? []));
  const mostMegabytes = Math.max(1, ...memory);
  const { main } = rolesOf(files);
  const first = [files.comparison.baseline, main];
  const shownFirst = drawn.filter(({ name }) => first.includes(name));
  const others = drawn.filter(({ name }) => !first.includes(name));
  const shown = pathOf(files);
  const copies = drawn.some(({ parts }) => parts.some((part) => part.copies.length > 0));
  const panels = (some: typeof drawn) =>
    html`<div class="panels">${some.map(
      ({ name, topology, parts, title: stored }) =>
        html`<div><p class="caption">${name} <span class="soft">${titleSaid({ topology, title: stored })}</span></p>${drawDeployment(
          { parts, path: shown?.path ?? [], colour: colourOf(topology, topologies), mostMegabytes },
          alternative(name, parts),
        )}</div>`,
    )}</div>`;
  return figure({
    title: title(shownFirst),
    reading: reading(memory.length > 0, shown, copies),
    charts: html`${panels(shownFirst)}${others.length === 0 ? null : html`<details><summary>${OTHERS}</summary>${panels(others)}</details>`}`,
    data: dataTable(
      [
        { en: 'arm', ko: '대상' },
        { en: 'process', ko: '프로세스' },
        { en: 'memory', ko: '메모리' },
        { en: 'database', ko: '데이터베이스' },
      ],
      drawn.flatMap(({ name: arm, parts }) =>
        parts.map((part) => [
          arm,
          part.name,
          part.megabytes === undefined ? '–' : quantity(part.megabytes, 'MB'),
          databaseOf(part),
        ]),
      ),
    ),
  });
}

const OTHERS = { en: 'The other arms', ko: '나머지 대상' };

const DATABASES: Readonly<Record<Part['database'], Said>> = {
  own: { en: 'its own', ko: '자기 것' },
  shared: { en: 'shared', ko: '함께 사용' },
  none: '–',
};

function databaseOf(part: Part): Said {
  if (part.copies.length === 0) return DATABASES[part.database];
  const owners = listed(ownersOf(part));
  return {
    en: `its own, with a copy from ${owners.en}`,
    ko: `자기 것(${owners.ko}의 사본 포함)`,
  };
}

interface Shown {
  readonly title: Text;
  readonly path: Path;
}

/** Settings of an experiment that makes one part hot. */
const hotPart = z.looseObject({ part: z.string() });

/** The request of what is made hot, or else the one that asks most, one after the other; undefined where the run asks for none that is known. */
function pathOf({ manifest }: RunFiles): Shown | undefined {
  const say = sayerOf(manifest);
  const hot = hotPart.safeParse(manifest.scenario.experiment.settings).data?.part;
  const known = manifest.scenario.endpoints.flatMap(({ id, title: told, hops }) => {
    const path = CALL_PATHS[id];
    return path ? [{ id, title: say(told), hops, path }] : [];
  });
  return known.find(({ id }) => id === hot) ?? known.toSorted((a, b) => b.hops - a.hops)[0];
}

type Drawn = readonly { readonly name: string; readonly parts: readonly Part[] }[];

function title(drawn: Drawn): Text {
  const each = drawn.map(({ name, parts }): Text => {
    const all = parts.length;
    const megabytes = parts.reduce((sum, part) => sum + (part.megabytes ?? 0), 0);
    const memory = megabytes > 0 ? `, ${megabytes.toFixed(0)} MB` : '';
    return {
      en: `${name}: ${all} ${all === 1 ? 'process' : 'processes'}${memory}`,
      ko: `${name}: 프로세스 ${all}개${memory}`,
    };
  });
  return joined(each, '; ');
}

/** @param copies whether a part keeps what others own */
function reading(measured: boolean, shown: Shown | undefined, copies: boolean): Text {
  const memory: Text = measured
    ? {
        en: 'The width of a box is the memory that was measured of the process, on one scale in all drawings.',
        ko: '상자의 너비는 그 프로세스에서 잰 메모리이며, 모든 그림의 축척이 같다.',
      }
    : {
        en: 'This run did not measure the memory of processes.',
        ko: '이 실행에서는 프로세스의 메모리를 재지 않았다.',
      };
  const cylinders: Text = { en: ' A cylinder is a database.', ko: ' 원기둥은 데이터베이스다.' };
  const path: Text = shown
    ? {
        en: ` Dark: the way of “${shown.title.en}”, with its calls numbered in their order; those with the same number are made side by side.`,
        ko: ` 진한 부분은 “${shown.title.ko}” 요청의 경로이며, 번호는 호출 순서다. 번호가 같으면 동시에 호출한다.`,
      }
    : { en: '', ko: '' };
  const kept: Text = copies
    ? {
        en: ' A dashed cylinder is a copy of what other services own. Events keep it up: the dashed arrows. A step whose number stands beside it asks nobody.',
        ko: ' 점선 원기둥은 다른 서비스가 소유한 데이터의 사본이며, 점선 화살표로 표시한 이벤트로 갱신된다. 그 옆에 번호가 있는 단계는 다른 서비스를 호출하지 않는다.',
      }
    : { en: '', ko: '' };
  return alike`${memory}${cylinders}${path}${kept}`;
}

const alternative = (name: string, parts: readonly Part[]): Text =>
  alike`${name}: ${joined(
    parts.map((part) =>
      part.megabytes === undefined ? part.name : `${part.name} ${quantity(part.megabytes, 'MB')}`,
    ),
  )}`;
