import { distance } from 'fastest-levenshtein';

/** Ids are compared without case and separators, so that `LLaMA_3.1_70B` still finds `llama-3.1-70b`. */
const plain = (name: string): string => name.toLowerCase().replace(/[\s_.-]/g, '');

/** Longest text that is compared: nobody mistypes a longer id, and the comparison is quadratic. */
const MAX_LENGTH = 64;

/** The known name that `wrong` is most likely meant to be, or undefined when none is near. */
export function closestName(wrong: string, known: readonly string[]): string | undefined {
  if (wrong.length > MAX_LENGTH) return undefined;
  const wanted = plain(wrong);
  if (wanted === '') return undefined;
  let best: string | undefined;
  // Two letters in the wrong order are two steps; shorter words are all two steps from each other.
  let bestDistance = Math.max(wanted.length > 3 ? 2 : 1, Math.floor(wanted.length / 3)) + 1;
  for (const name of known) {
    const candidate = plain(name);
    // A name that is only cut short (`poisson` as `poiss`, `h100` for `h100-sxm`) is one step away.
    const cut = wanted.length >= 3 && candidate.startsWith(wanted);
    const whole = distance(wanted, candidate);
    const steps = Math.min(whole, cut ? 1 : stepsToFirstWord(wanted, name));
    if (steps < bestDistance) {
      best = name;
      bestDistance = steps;
    }
  }
  return best;
}

/** A name that is cut to its first word, and mistyped by a letter there (`h101` for `h100-sxm`), is nearer than two steps. */
function stepsToFirstWord(wanted: string, name: string): number {
  const [word = ''] = name.toLowerCase().split(/[\s_.-]/);
  const isNear = wanted.length > 3 && word.length > 3 && distance(wanted, word) === 1;
  return isNear ? 1.5 : Number.POSITIVE_INFINITY;
}

/** The fix of an issue about an unknown name. */
export function suggest(wrong: string, known: readonly string[]): string {
  const near = closestName(wrong, known);
  if (near !== undefined) return `did you mean ${near}?`;
  if (known.length === 0) return 'none is known here';
  const shown = known.slice(0, 16).join(', ');
  return `use one of ${shown}${known.length > 16 ? ` and ${known.length - 16} more` : ''}`;
}
