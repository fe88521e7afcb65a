/** What a replica does. Holding: idle, and waiting until a batch is full or old enough. */
export const phase = { idle: 0, stepping: 1, planning: 2, holding: 3 } as const;
export type Phase = (typeof phase)[keyof typeof phase];
