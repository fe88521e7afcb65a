/** Whether a prediction lies within a tolerance as the table words it; null where the words are not understood. */
export function isWithin(predicted: number, reported: string, tolerance: string): boolean | null {
  const value = Number.parseFloat(reported.replace('~', ''));
  const off = Math.abs(predicted - value);
  if (/^sign\+/.test(tolerance)) {
    return Math.sign(predicted) === Math.sign(value) && off <= pointsOf(tolerance);
  }
  if (/^sign/.test(tolerance)) {
    return value === 0 ? Math.abs(predicted) < 0.5 : Math.sign(predicted) === Math.sign(value);
  }
  if (/^range/.test(tolerance)) return isBetween(predicted, reported);
  if (/^\d+-\d+x/.test(tolerance)) return isBetween(predicted, tolerance);
  if (/^trend/.test(tolerance)) {
    const [from, to] = numbersOf(reported);
    return Math.sign(predicted - (from ?? NaN)) === Math.sign((to ?? NaN) - (from ?? NaN));
  }
  if (/^<=/.test(tolerance)) return predicted <= pointsOf(tolerance);
  if (/^x\d/.test(tolerance)) {
    const factor = Number.parseFloat(tolerance.slice(1));
    return predicted <= factor * value && predicted >= value / factor;
  }
  const percent = /(\d+(?:\.\d+)?)\s*%/.exec(tolerance);
  if (percent !== null) return off <= (Number(percent[1]) / 100) * Math.abs(value);
  const points = pointsOf(tolerance);
  return Number.isNaN(points) ? null : off <= points + 1e-9;
}

function pointsOf(text: string): number {
  return numbersOf(text)[0] ?? Number.NaN;
}

function isBetween(value: number, text: string): boolean {
  const [low = Number.NaN, high = Number.NaN] = numbersOf(text);
  return value >= low && value <= high;
}

function numbersOf(text: string): readonly number[] {
  return [...text.matchAll(/\d+(?:\.\d+)?(?:e-?\d+)?/g)].map(([found]) => Number(found));
}
