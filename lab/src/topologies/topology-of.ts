import { COMPONENTS } from '../components/registry.ts';
import { UsageError } from '../registry/usage-error.ts';
import type { Base } from './bases/base.ts';
import { SHORT_NAMES } from './short-names.ts';
import { readSpelling, type Spelling, spell } from './spelling.ts';
import type { OtherProgram, ProcessSpec, Topology } from './topology.ts';

/**
 * The topology that an arm's text stands for. Its id is the text where that is a short name, and what {@link idOf} says otherwise.
 *
 * @throws {UsageError} that says what is valid
 */
export function topologyOf(text: string): Topology {
  const spelling = readSpelling(text);
  return { id: SHORT_NAMES.has(text) ? text : idOf(spelling), ...compose(spelling) };
}

/** What an arm is called: by its short name, which its stored runs have, or else by its spelling. */
export function idOf(spelling: Spelling): string {
  const spelt = spell(spelling);
  if (spelling.chosen.length === 0) return spelt;
  return [...SHORT_NAMES].find(([, full]) => full === spelt)?.[0] ?? spelt;
}

function compose({ base, chosen }: Spelling): Omit<Topology, 'id'> {
  const values = chosen.map(({ value }) => value);
  const env = Object.fromEntries(values.flatMap((value) => Object.entries(value.env ?? {})));
  const instances = new Map<string, number>();
  for (const [name, count] of values.flatMap((value) => Object.entries(value.instances ?? {})))
    instances.set(name, Math.max(count, instances.get(name) ?? 1));
  for (const [name, count] of instances) if (count > 1) refuseSeveral(base, name);
  const components = [...base.components, ...values.flatMap((value) => value.components ?? [])];
  const cpus = values.find((value) => value.cpus !== undefined)?.cpus;
  const answered = values.flatMap((value) => Object.entries(value.copies ?? {}));
  const addresses = values.some((value) => value.addresses);
  const programs = new Map(values.flatMap((value) => Object.entries(value.programs ?? {})));
  return {
    title: [base.title, ...values.map(({ words }) => words)].map(({ en }) => en).join(', '),
    processes: base.processes
      .map((spec) => ({ ...withProgram(spec, programs.get(spec.name)), env: { ...spec.env, ...env } }))
      .flatMap((spec) => copies(spec, instances.get(spec.name) ?? 1)),
    edge: base.edge,
    components: [...new Set(components)].map((id) => COMPONENTS.get(id).id),
    base: base.id,
    replicas: values.reduce((product, { replicas = 1 }) => product * replicas, 1),
    ...(cpus !== undefined && { cpus }),
    ...(answered.length > 0 && { copies: Object.fromEntries(answered) }),
    ...(addresses && { addresses: true as const }),
  };
}

/** @throws {UsageError} with the reason, where a base does not say that there may be several of a process */
function refuseSeveral({ id, replicable }: Base, name: string): void {
  if (replicable.includes(name)) return;
  const valid = replicable.join(', ');
  throw new UsageError({
    en: `${id} may have ${name} only once: no test shows that several of it share its work. Replicable: ${valid || 'none'}.`,
    ko: `${id}의 ${name}은 하나만 둘 수 있다. 여러 개가 일을 나눈다는 것을 보인 테스트가 없다. 여러 개 둘 수 있는 것: ${valid || '없음'}.`,
  });
}

/** A process with another program in the place of its own. */
const withProgram = (spec: ProcessSpec, program: OtherProgram | undefined): ProcessSpec =>
  program ? { name: spec.name, ...program } : spec;

/** The first keeps its name, which others may know it by. */
const copies = (spec: ProcessSpec, count: number): ProcessSpec[] =>
  Array.from({ length: count }, (_, index) =>
    index === 0 ? spec : { ...spec, name: `${spec.name}-${index + 1}`, role: spec.name },
  );
