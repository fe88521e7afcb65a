import { instructAbility } from '../../src/catalog/tasks/forms.ts';
import { tasks } from '../../src/catalog/tasks/index.ts';
import type { ModelAbility, TaskSheet } from '../../src/catalog/tasks/sheet.ts';
import { wrongShares } from '../../src/quality/answers.ts';
import { shiftChance } from '../../src/quality/logit.ts';
import { expectedOver, type Population, populationOf } from '../../src/quality/population.ts';
import { idOf, modelIds, taskIds } from './names.ts';
import type { ReferenceRow } from './reference-rows.ts';

/** What is known of a row's model and task before its strategy is looked at. */
export interface Known {
  readonly taskId: string;
  readonly model: ModelAbility;
  readonly population: Population;
  readonly wrongShares: Float64Array;
}

const allTasks: Readonly<Record<string, TaskSheet>> = tasks;

/**
 * The catalog's sheet, or null. Where it does not know the model, a pass@1 that the row's note begins with (`greedy 60.1`,
 * `CoT 83.8`) is taken as that of a model that does not think first.
 */
export function knownOf({ name, note }: ReferenceRow): Known | null {
  const taskId = idOf(name[2], taskIds);
  const task = allTasks[taskId];
  if (task === undefined) return null;
  const model = task.abilities[idOf(name[1], modelIds)] ?? fromNote(note);
  if (model === null) return null;
  const { concentration, count } = task.wrongAnswers;
  return {
    taskId,
    model,
    population: populationOf(model.ability),
    wrongShares: wrongShares(concentration, count),
  };
}

function fromNote(note: string): ModelAbility | null {
  const found = /^(?:greedy|CoT|pass@1) (\d+(?:\.\d+)?)/.exec(note);
  if (found === null) return null;
  return {
    ability: instructAbility(Number(found[1]) / 100),
    thinkingTokens: null,
    logitPerDoubling: 0,
    source: { kind: 'paper', text: note, verified: false },
  };
}

/** Mean of an outcome in percent, at problems whose logit is moved by `shift`. */
export function percentOf(
  { population }: Known,
  outcome: (chance: number, rank: number) => number,
  shift = 0,
): number {
  return (
    100 * expectedOver(population, (chance, rank) => outcome(shiftChance(chance, shift), rank))
  );
}
