/** Thrown when Tailwatt itself is wrong; a user's mistake is an issue (scenario/issues.ts), never this. */
export class TailwattBug extends Error {
  override readonly name = 'TailwattBug';
}

/** Throws {@link TailwattBug} unless `condition` holds. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new TailwattBug(message);
}

/** Compile-time exhaustiveness check for discriminated unions. */
export function assertNever(value: never): never {
  throw new TailwattBug(`unexpected value ${JSON.stringify(value)}`);
}
