import { armLooks } from '../../charts/arm-looks.ts';
import { type Cell, cellTable } from '../../charts/cell-table.ts';
import { dataTable, figure, panels } from '../../charts/figure.ts';
import { hitLines, spanOf } from '../../charts/hit-lines.ts';
import { type Html, html } from '../../charts/html.ts';
import { alike, joined } from '../../charts/said.ts';
import { shadeOfShare } from '../../charts/shade.ts';
import { sayerOf } from '../../charts/vocabulary.ts';
import type { Text } from '../../scenario/scenario.ts';
import { median } from '../../stats/order-statistics.ts';
import type { RunOf } from '../kind.ts';
import { lostTime } from './lost-time.ts';
import type { DisturbanceDetails } from './record.ts';
import { BY_ALL } from './settings.ts';
import {
  endpointHit,
  endpointsHit,
  type FaultInArm,
  type FaultView,
  faultViews,
  HIT,
  hitsOverTime,
  lastedSeconds,
  lostOrWrong,
  needs,
} from './view.ts';

/** Beside the share of an endpoint that needs what is faulty. */
const NEEDS = '◦';

type Run = RunOf<DisturbanceDetails>;

/** What was hit, and for how long. */
export function faultFigures(files: Run): Html | null {
  const views = faultViews(files);
  if (views.length === 0) return null;
  return html`<h3>${{ en: 'What the faults hit', ko: '장애가 미친 영향' }}</h3>${lostTime(views)}${matrix(files, views)}${overTime(files, views)}`;
}

function matrix(files: Run, views: readonly FaultView[]): Html {
  const { endpoints } = files.manifest.scenario;
  const ids = endpoints.map(({ id }) => id);
  const looks = armLooks(files);
  const say = sayerOf(files.manifest);
  const marked = views.some(({ needed }) => needed);
  const cell = (view: FaultView, inArm: FaultInArm, endpoint: string): Cell | undefined => {
    const hit = endpointHit(inArm, endpoint);
    if (hit === undefined) return undefined;
    return {
      shown: `${percent(hit)}${needs(view, endpoint) ? ` ${NEEDS}` : ''}`,
      shade: hit > HIT ? shadeOfShare(hit) : null,
    };
  };
  return figure({
    title: sentence(views, ids),
    reading: {
      en: `Share of each kind of request that failed, or took longer than a second, from the first bite of the fault for as long as it was planned to be there (an outage of the broker, for as long as it lasted): all rounds together. The windows differ in length, so compare shares within a fault, not between faults. More than ${percent(HIT)} counts as hit. ${marked ? `${NEEDS} marks what cannot answer without the faulty part. ` : ''}The table also says whether the books were right after each fault.`,
      ko: `장애가 처음 나타난 때부터 계획한 시간 동안(브로커 중단은 그 시간 동안) 실패했거나 1초보다 오래 걸린 요청의 비율, 모든 라운드 합산. 장애마다 구간의 길이가 다르므로 비율은 같은 장애 안에서만 비교한다. ${percent(HIT)}를 넘으면 영향을 받은 것으로 센다. ${marked ? `${NEEDS}는 장애 부분 없이는 응답할 수 없는 요청. ` : ''}장애 뒤 장부가 맞았는지는 표에 있다.`,
    },
    charts: cellTable({
      corner: { en: 'fault', ko: '장애' },
      columns: endpoints.map(({ title }) => say(title)),
      groups: views.map((view) => ({
        title: view.title,
        rows: view.arms.map((inArm) => ({
          head: html`<span class="swatch" style="--colour: ${looks.find(({ name }) => name === inArm.arm)?.colour}">${inArm.arm}</span>`,
          cells: ids.map((id) => cell(view, inArm, id)),
        })),
      })),
    }),
    data: dataTable(
      [
        { en: 'fault', ko: '장애' },
        { en: 'arm', ko: '대상' },
        { en: 'trials', ko: '시행' },
        { en: 'failed', ko: '실패' },
        { en: 'slow', ko: '느림' },
        { en: 'known after, ms', ko: '알기까지, ms' },
        { en: 'time to stable recovery, ms', ko: '안정적으로 회복하기까지, ms' },
        { en: 'restarts', ko: '재시작' },
        { en: 'lost or wrong afterwards', ko: '그 뒤 잃거나 틀린 것' },
      ],
      views.flatMap(({ title, arms }) =>
        arms.map(({ arm, records }) => {
          const sum = (field: 'failed' | 'slow') =>
            records.reduce((total, record) => total + record[field], 0);
          return [
            title,
            arm,
            records.length,
            sum('failed'),
            sum('slow'),
            middle(records.map(({ detectMs }) => detectMs)),
            middle(records.map(({ recoverMs }) => recoverMs)),
            records.reduce((total, { restarts }) => total + restarts.length, 0),
            lostOrWrong(records),
          ];
        }),
      ),
    ),
  });
}

function sentence(views: readonly FaultView[], endpoints: readonly string[]): Text {
  const known = views.every(({ needed }) => needed !== undefined);
  // What all need has no bystanders, so it cannot spread to any.
  const judged = known ? views.filter(({ needed }) => needed !== BY_ALL) : views;
  const spreads = (view: FaultView, inArm: FaultInArm) => {
    const others = endpoints.filter((id) => !needs(view, id));
    return endpointsHit(inArm, others) > (known ? 0 : 1);
  };
  const all = judged.flatMap((view) => view.arms.map((inArm) => ({ view, inArm })));
  const said = [...new Set(all.map(({ inArm }) => inArm.arm))].map((name) => {
    const faults = all.filter(({ inArm }) => inArm.arm === name);
    const spread = faults.filter(({ view, inArm }) => spreads(view, inArm));
    return {
      en: `${spread.length} of ${faults.length} in ${name}`,
      ko: `${name} ${faults.length}개 중 ${spread.length}개`,
    };
  });
  if (said.length === 0)
    return { en: 'Everything needed what was faulty', ko: '모든 요청이 장애 부분을 필요로 했다' };
  const hit: Text = known
    ? { en: 'requests that do not need the faulty part', ko: '장애 부분이 필요 없는 요청까지' }
    : { en: 'more than one kind of request', ko: '두 종류 이상의 요청에' };
  const each = joined(said);
  return { en: `Faults that hit ${hit.en}: ${each.en}`, ko: `${hit.ko} 영향을 준 장애: ${each.ko}` };
}

function overTime(files: Run, views: readonly FaultView[]): Html {
  const looks = armLooks(files);
  const lines = views.map((view) => ({
    view,
    lasted: Math.max(...view.arms.map(lastedSeconds)),
    own: view.arms.flatMap((inArm) => {
      const look = looks.find(({ name }) => name === inArm.arm);
      return look ? [{ look, points: hitsOverTime(inArm) }] : [];
    }),
  }));
  // What lies under a line is what was lost: it can be compared between faults where all have the same seconds.
  const span = spanOf(lines.flatMap(({ own }) => own));
  return figure({
    title: { en: 'How long customers felt each fault', ko: '고객이 장애를 느낀 시간' },
    reading: {
      en: 'Share of the requests that should have started in each quarter of a second and failed or took longer than a second, all rounds together. Shaded: how long the fault lasted (median). A crash lasts only a moment. Requests that started just before zero can be hit too: they were under way when the fault came. All charts have the same seconds, so what lies under their lines can be compared between faults.',
      ko: '0.25초마다, 그때 시작했어야 할 요청 중 실패했거나 1초보다 오래 걸린 비율, 모든 라운드 합산. 음영은 장애가 이어진 시간(중앙값). 프로세스 중단은 한순간이다. 0초 직전에 시작한 요청도 진행 중에 장애를 만나면 영향을 받는다. 모든 그림의 시간축이 같으므로 선 아래의 넓이를 장애끼리 비교할 수 있다.',
    },
    key: looks,
    charts: panels(
      lines.map(({ view, lasted, own }) => ({
        caption: view.title,
        alternative: alike`${view.title}: ${joined(
          own.map(({ look, points }) => {
            const most = percent(Math.max(0, ...points.map(([, share]) => share)));
            return {
              en: `${look.name} up to ${most} of the requests of a moment`,
              ko: `${look.name} 한순간의 요청 중 최대 ${most}`,
            };
          }),
        )}.`,
        draw: (width) => hitLines(own, lasted, span, width),
      })),
    ),
    data: dataTable(
      [
        { en: 'fault', ko: '장애' },
        { en: 'arm', ko: '대상' },
        { en: 'seconds since the first bite', ko: '처음 나타난 뒤의 시간(초)' },
        { en: 'hit', ko: '영향' },
      ],
      lines.flatMap(({ view, own }) =>
        own.flatMap(({ look, points }) =>
          points
            .filter(([, share]) => share > 0)
            .map(([second, share]) => [view.title, look.name, second.toFixed(2), percent(share)]),
        ),
      ),
    ),
  });
}

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 && share > 0 ? 1 : 0)} %`;

/** The median, and of how many where some have none, e.g. a fault that no client noticed. */
function middle(values: readonly (number | null)[]): string {
  const known = values.flatMap((value) => value ?? []);
  if (known.length === 0) return '–';
  const some = known.length < values.length ? ` (in ${known.length} of ${values.length})` : '';
  return `${median(known).toFixed(0)}${some}`;
}
