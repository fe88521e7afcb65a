/** Two-sided 95 % of the normal law. */
const Z = 1.959964;

/**
 * Interval of a share at 95 % (Wilson 1927): (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) ÷ (1 + z²/n). It holds near 0 and 1, where
 * the normal one does not. Null without any.
 */
export function wilsonInterval(count: number, of: number): readonly [number, number] | null {
  if (of === 0) return null;
  const share = count / of;
  const square = (Z * Z) / of;
  const middle = share + square / 2;
  const half = Z * Math.sqrt((share * (1 - share)) / of + square / (4 * of));
  return [Math.max(0, (middle - half) / (1 + square)), Math.min(1, (middle + half) / (1 + square))];
}
