import { competitionMath } from './competition-math.ts';
import { knowledge } from './knowledge.ts';
import { programs } from './programs.ts';
import { schoolMath } from './school-math.ts';
import { scoredTasks } from './scored.ts';
import type { TaskSheet } from './sheet.ts';

/** Populations of problems, by id. */
export const tasks = {
  ...competitionMath,
  ...schoolMath,
  ...knowledge,
  ...programs,
  ...scoredTasks,
} as const satisfies Readonly<Record<string, TaskSheet>>;
