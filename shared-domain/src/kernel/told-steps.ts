import type { BusinessProcess, BusinessProcessRunner, Step } from './business-process.ts';
import { changedProcesses } from './changed-processes.ts';
import type { Refusal } from './result.ts';

/** One thing that was done for a business process. A line of a history that is only ever added to. */
export interface ToldStep {
  /** `<business process>:<id>`. */
  readonly saga: string;
  /** It began; a step was run or undone; its refusal was recorded. */
  readonly what: 'begin' | 'run' | 'undo' | 'refused';
  /** The step's name. Of a beginning: the names of all steps, in order. Of a refusal: its code. */
  readonly step: string;
  /** When it began, epoch ms with fractions, and how long it took, ms. */
  readonly at: number;
  readonly ms: number;
  /** `threw`: what it did is not known, and it will be tried again. */
  readonly outcome: 'ok' | 'refused' | 'threw';
}

/** Tells of all that is done for business processes, attempt by attempt. One that its process did not survive is not told. */
export function toldSteps(
  runner: BusinessProcessRunner,
  tell: (step: ToldStep) => void,
): BusinessProcessRunner {
  const epochMs = Date.now() - performance.now();

  async function told<R>(
    { saga, what, step }: Pick<ToldStep, 'saga' | 'what' | 'step'>,
    work: () => Promise<R>,
    outcomeOf: (result: R) => ToldStep['outcome'] | undefined = () => 'ok',
  ): Promise<R> {
    const start = performance.now();
    const say = (outcome: ToldStep['outcome']) =>
      tell({ saga, what, step, at: epochMs + start, ms: performance.now() - start, outcome });
    try {
      const result = await work();
      const outcome = outcomeOf(result);
      if (outcome) say(outcome);
      return result;
    } catch (error) {
      say('threw');
      throw error;
    }
  }

  return changedProcesses(
    runner,
    <C extends object>(businessProcess: BusinessProcess<C>): BusinessProcess<C> => {
      const { name, begin, refused, steps } = businessProcess;
      const sagaOf = (context: C) => `${name}:${'id' in context ? context.id : '?'}`;
      return {
        ...businessProcess,
        begin: (context) =>
          told(
            { saga: sagaOf(context), what: 'begin', step: steps.map((step) => step.name).join(' ') },
            () => begin.call(businessProcess, context),
            (begun) => (begun ? 'ok' : undefined),
          ),
        ...(refused && {
          refused: (context: C, refusal: Refusal<string>) =>
            told({ saga: sagaOf(context), what: 'refused', step: refusal.code }, () =>
              refused.call(businessProcess, context, refusal),
            ),
        }),
        steps: steps.map((step): Step<C> => {
          const { undo } = step;
          return {
            ...step,
            run: (context) =>
              told(
                { saga: sagaOf(context), what: 'run', step: step.name },
                () => step.run(context),
                (result) => (result.ok ? 'ok' : 'refused'),
              ),
            ...(undo && {
              undo: (context: C) =>
                told({ saga: sagaOf(context), what: 'undo', step: step.name }, () =>
                  undo.call(step, context),
                ),
            }),
          };
        }),
      };
    },
  );
}
