import type { DesignKind } from '../../scenario/sweep-file/sweep-file.ts';
import { grid } from './grid.ts';
import { latinHypercube } from './latin-hypercube.ts';
import { list } from './list.ts';
import { oneAtATime } from './one-at-a-time.ts';
import type { DesignDefinition } from './port.ts';
import { random } from './random.ts';
import { saltelli } from './saltelli.ts';
import { sobol } from './sobol.ts';

/** Every design by name. */
export const designs = {
  grid,
  random,
  'latin-hypercube': latinHypercube,
  sobol,
  'one-at-a-time': oneAtATime,
  list,
  saltelli,
} as const satisfies Record<DesignKind, DesignDefinition>;
