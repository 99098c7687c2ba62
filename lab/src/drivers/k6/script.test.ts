import { describe, expect, it } from 'vitest';
import { dockerRun } from './find-k6.ts';
import { k6Script } from './script.ts';

const load = {
  runId: 'r',
  url: 'http://127.0.0.1:1',
  workload: { built: '/b/workload.js', source: '/s/"odd" folder/workload.ts' },
  dataFile: '/d/data.json',
  seed: 7,
  arrivalSeed: 7,
  warmUp: { perSecond: 1, minSeconds: 1, maxSeconds: 1, within: 1 },
  phases: [],
  timeoutMs: 10_000,
  connections: 256,
  dir: '/d',
};

describe('k6Script', () => {
  it('imports the workload as it was written and keeps to the segment', () => {
    const script = k6Script(load, { pace: { perSecond: 50 }, seconds: 3, firstIteration: 1200 });
    expect(script).toContain('import * as workload from "/s/\\"odd\\" folder/workload.ts";');
    expect(script).toContain('const iteration = 1200 + i;');
    expect(script).toContain('chanceOf(7)');
    expect(script).toContain('if (i >= 150) return true;');
    expect(script).toMatch(/"executor": "constant-arrival-rate",\s+"rate": 50/);
  });

  it('keeps virtual users at work in a closed loop, which pause after a failure', () => {
    const script = k6Script(load, { pace: { outstanding: 24 }, seconds: 10, firstIteration: 7 });
    expect(script).toMatch(/"executor": "constant-vus",\s+"vus": 24,\s+"duration": "10000ms"/);
    expect(script).toContain('if (i >= Infinity) return true;');
    expect(script).toContain('if (!ok) sleep(0.1);');
  });
});

describe('dockerRun', () => {
  const options: Parameters<typeof dockerRun>[0] = {
    name: 'n',
    runId: 'r',
    args: ['run', 'x.js'],
    reads: '/root',
    writes: ['/work', '/kept'],
    env: { K6_WEB_DASHBOARD: 'true' },
    dockerEnv: {},
    cpus: '3',
  };

  it('shares the network on Linux, where that reaches the host', () => {
    expect(dockerRun({ ...options, platform: 'linux' }).args.join(' ')).toContain('--network host');
    expect(dockerRun({ ...options, platform: 'darwin' }).args.join(' ')).not.toContain('--network');
  });

  it('marks the container with its run and knows how to remove it', () => {
    const { args, farewell } = dockerRun(options);
    expect(args).toContain('lab.run-id=r');
    expect(args.join(' ')).toContain('-v /root:/root:ro -v /work:/work -v /kept:/kept -w /work');
    expect(args.join(' ')).toContain('--cpuset-cpus 3');
    expect(args).toContain('K6_WEB_DASHBOARD=true');
    expect(farewell).toEqual(['docker', 'rm', '--force', 'n']);
  });
});
