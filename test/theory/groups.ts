import { batching } from './batching.ts';
import { manyServers } from './many-servers.ts';
import { networks } from './networks.ts';
import { singleServer } from './single-server.ts';
import type { TheoryCase } from './theory-case.ts';

/** Every case, by what it is about. */
export const groups = {
  'one-server': singleServer,
  'many-servers': manyServers,
  batching,
  networks,
} as const satisfies Record<string, readonly TheoryCase[]>;
export type GroupName = keyof typeof groups;

export const allCases: readonly TheoryCase[] = Object.values(groups).flat();
