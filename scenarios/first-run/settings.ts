import {
  type ProbeChart,
  type ProbeMeasure,
  type ProbeSettings,
  probe,
} from '@lab/lab/experiments/probe/settings';
import type { Text } from '@lab/lab/scenario/scenario';
import { PATCHES } from './deployments.ts';
import { SIZES } from './sizes.ts';

const WAY: Text = { en: 'From a checkout to the first order', ko: '체크아웃부터 첫 주문까지' };
const AT_REST: Text = { en: 'At rest', ko: '요청이 없을 때' };
const ALONE: Text = { en: 'What only this deployment has', ko: '이 배포에만 있는 것' };
const FEATURE: Text = { en: 'A new feature: product reviews', ko: '새 기능: 상품 후기' };
const INSIDE: Text = {
  en: 'The same feature, in a process that is there already',
  ko: '같은 기능을 이미 있는 프로세스에 넣을 때',
};

type Kind = ProbeMeasure['kind'];

const measuresOf =
  (group: Text) =>
  (id: string, kind: Kind, unit: string, en: string, ko: string): ProbeMeasure => ({
    ...{ id, kind, unit, group, label: { en, ko }, better: 'lower', delta: 0.1 },
  });

const ofWay = measuresOf(WAY);
const atRest = measuresOf(AT_REST);
const alone = measuresOf(ALONE);

const feature = (place: string, group: Text): ProbeMeasure[] => {
  const of = measuresOf(group);
  return [
    of(`${place}.lines`, 'amount', 'lines', 'lines touched', '고친 줄'),
    of(`${place}.tests`, 'amount', 'lines', 'lines of tests touched', '고친 테스트 줄'),
    of(`${place}.files`, 'amount', 'files', 'files touched', '고친 파일'),
    of(`${place}.contracts`, 'amount', 'contracts', 'new operations and messages', '새 API와 메시지'),
    of(`${place}.packages`, 'amount', 'packages', 'packages compiled', '컴파일한 패키지'),
    of(`${place}.test-files`, 'amount', 'files', 'test files to run again', '다시 실행할 테스트 파일'),
    of(`${place}.processes`, 'amount', 'processes', 'processes started for it', '이를 위해 시작한 프로세스'),
    of(`${place}.running`, 'duration', 's', 'patched to reviewed', '패치부터 후기 등록까지'),
  ];
};

const measures: readonly ProbeMeasure[] = [
  ofWay('to-order', 'duration', 's', 'all of it', '전체'),
  ofWay('compile', 'duration', 's', 'type-check and compile', '타입 검사와 컴파일'),
  ofWay('bundle', 'duration', 's', 'make a file of each program', '프로그램마다 파일 하나로 묶기'),
  ofWay('broker', 'duration', 's', 'start the broker again, on its data', '브로커를 데이터 그대로 다시 시작'),
  ofWay('seed', 'duration', 's', 'fill the databases', '데이터베이스 채우기'),
  ofWay('start', 'duration', 's', 'start until ready', '시작부터 준비까지'),
  ofWay('order', 'duration', 's', 'first sign-in and first order', '첫 로그인과 첫 주문'),
  ofWay('commands', 'amount', 'commands', 'commands', '명령'),
  ofWay('packages', 'amount', 'packages', 'packages compiled', '컴파일한 패키지'),
  atRest('processes-at-rest', 'amount', 'processes', 'processes', '프로세스'),
  atRest('memory-at-rest', 'memory', 'MB', 'memory', '메모리'),
  { ...atRest('cpu-at-rest', 'cpu', 'ms/s', 'CPU time, at least 1', 'CPU 시간(1 이상)'), delta: 0.25 },
  {
    ...atRest('cpu-measured', 'cpu', 'ms/s', 'CPU time as measured', '측정한 그대로의 CPU 시간'),
    delta: 0.25,
  },
  alone('code-lines', 'amount', 'lines', 'lines of code', '코드 줄'),
  alone('configuration-lines', 'amount', 'lines', 'lines of configuration', '설정 줄'),
  ...feature('feature', FEATURE),
  ...feature('inside', INSIDE),
];

const charts: readonly ProbeChart[] = [
  {
    ...{ id: 'way', kind: 'curve' },
    title: { en: 'The way to the first order', ko: '첫 주문까지 가는 길' },
    x: { en: 'commands so far', ko: '지금까지의 명령' },
    y: { en: 'seconds so far', ko: '지금까지의 시간(초)' },
    caption: {
      en: 'Each point is a step: compile, bundle, start the broker again where there is one, fill the databases, start, order. A step to the right is a command, and a step up is time.',
      ko: '점 하나가 한 단계다. 컴파일, 묶기, (있으면) 브로커 다시 시작, 데이터베이스 채우기, 시작, 주문 순서다. 오른쪽으로 갈수록 명령이 늘고, 위로 갈수록 시간이 든다.',
    },
  },
];

const settings: ProbeSettings = {
  does: {
    en: 'compiles what the deployment needs and no more, fills its databases, starts it, signs in and orders. It leaves it alone for some seconds, and counts what it uses. It adds product reviews by a patch in a copy, compiles that, starts what runs the changed code, and reviews what was ordered',
    ko: '배포에 필요한 것만 컴파일하고, 데이터베이스를 채우고, 시작하고, 로그인해서 주문한다. 몇 초 동안 그대로 두고 쓰는 자원을 센다. 복사본에 패치로 상품 후기를 추가해 컴파일하고, 바뀐 코드를 실행하는 프로세스를 시작해 주문한 상품의 후기를 쓴다',
  },
  measures,
  charts,
  phases: [],
  checkout: {
    folders: [
      ...['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.base.json', 'biome.json'],
      ...['shared-domain', 'monolith', 'microservices', 'acceptance', 'scripts'],
      // The bundler reads all projects that the root's refers to.
      ...['lab', 'scenarios', 'benchmarks'].map((folder) => `${folder}/tsconfig.json`),
      // Where the processes of the services are listed, and the patches.
      ...['lab/src/topologies/bases', PATCHES],
    ],
  },
  // Of an arm, beside what is planned for its start and its end: by the reference run, whose rest takes longer than that of quick.
  seconds: { smoke: 30, quick: 20, full: 27 },
  own: SIZES,
};

export const experiment = probe(settings);
