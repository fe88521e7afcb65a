/** Eighths of a block, from none to a whole one. */
const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'] as const;

/** A range on a scale, as a bar of blocks. */
export interface BarRange {
  readonly from: number;
  readonly to: number;
}

/**
 * A bar from `from` to `to` on a scale of `width` characters, its right end to an eighth of one. It is at least a hair
 * wide, so that what is small is seen to be there.
 */
export function rangeBar({ from, to }: BarRange, scale: BarRange, width: number): string {
  const length = scale.to - scale.from;
  if (!(length > 0)) return eighths[1].padEnd(width);
  const at = (value: number) => ((value - scale.from) / length) * width;
  const start = Math.min(width - 1, Math.floor(at(from)));
  const end = Math.max(start + 1 / 8, Math.round(8 * at(to)) / 8);
  const whole = Math.floor(end - start);
  const rest = eighths[Math.round(8 * (end - start - whole))] ?? '';
  return (' '.repeat(start) + eighths[8].repeat(whole) + rest).padEnd(width);
}
