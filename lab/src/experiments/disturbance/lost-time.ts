import { cellTable } from '../../charts/cell-table.ts';
import { dataTable, figure } from '../../charts/figure.ts';
import type { Html } from '../../charts/html.ts';
import { alike, joined } from '../../charts/said.ts';
import { shadeOfShare } from '../../charts/shade.ts';
import type { Text } from '../../scenario/scenario.ts';
import { BY_ALL } from './settings.ts';
import { type FaultView, HIT, lostRequests, lostSeconds } from './view.ts';

/** Beside a fault of what all requests need. */
const NEEDED_BY_ALL = '◦';

/**
 * For how long each fault lost requests, and how many. Unlike shares of a window, these can be compared between faults.
 *
 * @param views faults of which the run says who needs what is faulty: the others have no bystanders that could be counted
 */
export function lostTime(views: readonly FaultView[]): Html | null {
  const all = views.flatMap((view) =>
    view.needed === undefined
      ? []
      : view.arms.map((inArm) => ({
          ...{ view, arm: inArm.arm, seconds: lostSeconds(inArm), requests: lostRequests(view, inArm) },
        })),
  );
  if (all.length === 0) return null;
  const names = [...new Set(all.map(({ arm }) => arm))];
  const longestOf = (some: typeof all) => Math.max(0, ...some.flatMap(({ seconds }) => seconds ?? []));
  const longest = longestOf(all);
  const most = names.map((name): Text => {
    const own = longestOf(all.filter(({ arm }) => arm === name));
    return own > 0
      ? { en: `${name} up to ${own.toFixed(1)} s`, ko: `${name} 최대 ${own.toFixed(1)}초` }
      : { en: `${name} none`, ko: `${name} 없음` };
  });
  const titleOf = ({ title, needed }: FaultView) =>
    needed === BY_ALL ? alike`${title} ${NEEDED_BY_ALL}` : title;
  const faults = [...new Set(all.map(({ view }) => view))];
  return figure({
    title: alike`${{ en: 'Time in which requests were lost', ko: '요청을 잃은 시간' }}: ${joined(most)}`,
    reading: {
      en: `Quarter seconds in which more than ${100 * HIT} % of the requests failed or took longer than a second that do not need the faulty part, added up (median of the trials). Below: how many of them did within the time that the fault was planned to last, all rounds together. ${NEEDED_BY_ALL} marks faults of what all requests need: there it is of all. These times can be compared between faults.`,
      ko: `장애 부분이 필요 없는 요청의 ${100 * HIT} % 넘게 실패하거나 1초보다 오래 걸린 0.25초 구간의 합(시행의 중앙값). 아래는 장애가 이어지도록 계획한 시간 안의 그런 요청 수, 모든 라운드 합산. ${NEEDED_BY_ALL}는 모든 요청에 필요한 부분의 장애이며 모든 요청을 센다. 이 시간은 장애끼리 비교할 수 있다.`,
    },
    charts: cellTable({
      corner: { en: 'fault', ko: '장애' },
      columns: names,
      groups: [
        {
          rows: faults.map((fault) => ({
            head: titleOf(fault),
            cells: names.map((name) => {
              const found = all.find(({ view, arm }) => view === fault && arm === name);
              if (found?.seconds === undefined) return undefined;
              const { seconds, requests } = found;
              return {
                shown: seconds > 0 ? `${seconds.toFixed(2)} s` : { en: 'none', ko: '없음' },
                below: {
                  en: `${requests.lost} of ${requests.started}`,
                  ko: `${requests.started}건 중 ${requests.lost}건`,
                },
                shade: seconds > 0 ? shadeOfShare(seconds / longest) : null,
              };
            }),
          })),
        },
      ],
    }),
    data: dataTable(
      [
        { en: 'fault', ko: '장애' },
        { en: 'arm', ko: '대상' },
        { en: 'seconds', ko: '초' },
        { en: 'requests lost', ko: '잃은 요청' },
        { en: 'of', ko: '전체' },
      ],
      all.map(({ view, arm, seconds, requests }) => [
        titleOf(view),
        arm,
        seconds?.toFixed(2) ?? '–',
        requests.lost,
        requests.started,
      ]),
    ),
  });
}
