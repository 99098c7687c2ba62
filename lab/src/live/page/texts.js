// @ts-check

/** @typedef {'en' | 'ko'} Language */
/** @typedef {{ readonly en: string, readonly ko: string }} Text */

/** What the page says. Words of the scenario come with the run, and so do the lab's own lines. Verdicts are called as in reports. */
export const TEXTS = /** @satisfies {Record<string, Text>} */ ({
  live: { en: 'Live', ko: '실시간' },
  waiting: { en: 'Waiting for the run', ko: '실행을 기다리는 중' },
  lost: { en: 'The lab does not answer. Trying again …', ko: '랩이 응답하지 않습니다. 다시 연결하는 중 …' },
  preparing: { en: 'Preparing', ko: '준비 중' },
  finished: { en: 'The run is over', ko: '실행이 끝났습니다' },
  interrupted: { en: 'The run was interrupted', ko: '실행이 중단되었습니다' },
  failed: { en: 'The run has no valid result', ko: '유효한 결과 없이 끝났습니다' },
  absent: { en: 'not running', ko: '실행 중이 아님' },
  starts: { en: 'starting', ko: '시작하는 중' },
  up: { en: 'ready', ko: '준비됨' },
  warmUp: { en: 'warm-up', ko: '워밍업' },
  clients: { en: 'clients', ko: '클라이언트' },
  down: { en: 'down', ko: '다운' },
  curves: { en: 'Second by second', ko: '초 단위 그래프' },
  curvesHow: {
    en: 'The last three minutes. The arms of a round take turns, or run one after the other, so each curve has pauses. These seconds are for watching: the verdicts rest on whole rounds.',
    ko: '최근 3분입니다. 한 라운드의 시스템은 번갈아, 또는 하나씩 차례로 부하를 받으므로 곡선이 중간중간 끊깁니다. 이 값은 보기 위한 것이고, 판정은 라운드 전체의 값으로 내립니다.',
  },
  noSeconds: {
    en: 'k6 tells nothing while it runs: there are no dots and no curves. What a round came to is shown when it ends.',
    ko: 'k6는 실행 중에 값을 알려 주지 않으므로 움직이는 점과 곡선이 없습니다. 라운드 결과는 라운드가 끝나면 표시됩니다.',
  },
  latency: { en: 'Response time', ko: '응답 시간' },
  failures: { en: 'Failed requests in each second', ko: '초마다 실패한 요청 수' },
  faultBand: { en: 'a fault', ko: '장애' },
  work: { en: 'Steps of work, as they end', ko: '작업 단계별 시간' },
  cell: { en: 'change and size', ko: '변경과 크기' },
  findings: { en: 'Findings so far', ko: '지금까지의 결과' },
  noLook: {
    en: 'Estimates without a verdict: too few rounds yet.',
    ko: '아직 라운드가 적어 판정 없이 추정값만 표시합니다.',
  },
  metric: { en: 'metric', ko: '지표' },
  estimate: { en: 'times the baseline [interval]', ko: '기준 대비 배율 [구간]' },
  noInterval: { en: 'no interval yet', ko: '구간은 아직 없음' },
  rounds: { en: 'Rounds', ko: '라운드' },
  round: { en: 'round', ko: '라운드' },
  invalid: { en: 'does not count', ko: '무효' },
  report: { en: 'The report', ko: '보고서' },
  reportAt: { en: 'It is a file, too:', ko: '파일로도 남습니다:' },
  notes: { en: 'What the lab says, as in the terminal', ko: '터미널에 나오는 랩의 메시지' },
  dots: {
    en: 'A dot is a request. Dots move at the measured rate, 20 a second at most; which service one goes to is only drawn.',
    ko: '점 하나가 요청 하나입니다. 점은 측정된 속도(최대 초당 20건)로 움직이며, 어느 서비스로 가는지는 그림일 뿐입니다.',
  },
  open: { en: 'open', ko: '미정' },
  supported: { en: 'supported', ko: '지지됨' },
  refuted: { en: 'refuted', ko: '반박됨' },
  mixed: { en: 'mixed', ko: '엇갈림' },
  inconclusive: { en: 'inconclusive', ko: '결론 없음' },
  higher: { en: 'higher', ko: '높음' },
  lower: { en: 'lower', ko: '낮음' },
  equivalent: { en: 'equivalent', ko: '동등' },
  small: { en: 'small', ko: '미미' },
});

/** Texts with numbers in them. */
export const SAID = {
  /** @param {number} round @param {number} of @param {number} attempt @returns {Text} */
  round: (round, of, attempt) => ({
    en: `Round ${round} of ${of}${attempt > 1 ? `, attempt ${attempt}` : ''}`,
    ko: `라운드 ${round}/${of}${attempt > 1 ? `, ${attempt}번째 시도` : ''}`,
  }),
  /** @param {number} seconds @returns {Text} */
  left: (seconds) => {
    const whole = Math.max(0, Math.round(seconds));
    const [minutes, rest] = [Math.floor(whole / 60), whole % 60];
    return {
      en: `about ${minutes > 0 ? `${minutes} min ` : ''}${rest} s left`,
      ko: `약 ${minutes > 0 ? `${minutes}분 ` : ''}${rest}초 남음`,
    };
  },
  /** @param {string} name @param {number | undefined} perSecond @param {number | undefined} outstanding @returns {Text} */
  load: (name, perSecond, outstanding) => ({
    en: `${name}: ${perSecond === undefined ? `${outstanding} requests at any time` : `${perSecond} requests a second`}`,
    ko: `${name}: ${perSecond === undefined ? `동시 요청 ${outstanding}건` : `초당 요청 ${perSecond}건`}`,
  }),
  /** @param {number} ended a second @param {number} failed @returns {Text} */
  rate: (ended, failed) => ({
    en: `${ended.toFixed(0)}/s${failed > 0 ? `, ${failed} failed` : ''}`,
    ko: `초당 ${ended.toFixed(0)}건${failed > 0 ? `, 실패 ${failed}건` : ''}`,
  }),
  /** @param {number} look @returns {Text} */
  judged: (look) => ({
    en: `Judged by ${look} rounds.`,
    ko: `라운드 ${look}번으로 판정했습니다.`,
  }),
  /** @param {string} profile @param {number} seed @param {string} baseline @param {string} driver @returns {readonly Text[]} */
  facts: (profile, seed, baseline, driver) => [
    { en: `${profile} profile`, ko: `${profile} 프로파일` },
    { en: `seed ${seed}`, ko: `시드 ${seed}` },
    { en: `baseline ${baseline}`, ko: `기준 ${baseline}` },
    { en: `driver ${driver}`, ko: `부하 발생기 ${driver}` },
  ],
};
