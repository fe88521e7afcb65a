/** One of `count` parts of a sweep's points, each for another machine. */
export interface Shard {
  /** From 1 to `count`. */
  readonly index: number;
  readonly count: number;
}

export type ParsedShard =
  | { readonly ok: true; readonly shard: Shard }
  | { readonly ok: false; readonly message: string };

/** Reads `i/n`, the i-th of n shards, counted from 1; else says what to write. */
export function parseShard(text: string): ParsedShard {
  const match = /^(\d+)\/(\d+)$/.exec(text.trim());
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(count)) {
    return wrong(text, 'write its number and how many there are, such as 1/4');
  }
  if (count === 0) return wrong(text, 'there is at least one; write 1/1, or such as 1/4');
  if (index < 1 || index > count) {
    const range = count === 1 ? '1/1' : `1/${count} to ${count}/${count}`;
    return wrong(text, `${count === 1 ? 'the only one is' : 'they are numbered from'} ${range}`);
  }
  return { ok: true, shard: { index, count } };
}

function wrong(text: string, fix: string): ParsedShard {
  return { ok: false, message: `${JSON.stringify(text)} is no shard: ${fix}` };
}

/**
 * Whether a point, by its position in design order from 0, belongs to a shard. Points are dealt in
 * turn (point p to shard p mod n + 1), so that every shard gets its share of each region of the
 * design, slow or quick.
 */
export function inShard(pointIndex: number, { index, count }: Shard): boolean {
  return pointIndex % count === index - 1;
}
