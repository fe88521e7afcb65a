/** A rectangle, from its upper left corner. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A label that wants to stand beside its point. */
export interface Label {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface LabelPlace {
  /** Where the label stands. */
  readonly box: Box;
  /** Whether it is so far from its point that a line must lead there. */
  readonly isApart: boolean;
}

/** Distances from a point at which its label is tried, the nearest first, and the one beyond which it is apart. */
const distances = [9, 16, 26, 38, 52, 70, 92, 118];
const near = 16;
/** Before it goes further than this, a label rather lies on what is shunned. */
const shunnedUpTo = 26;

/** Directions in which it is tried, the ones that read best first: right, left, above, below, and the corners. */
const directions = [
  [1, 0],
  [-1, 0],
  [0, -1],
  [0, 1],
  [1, -1],
  [1, 1],
  [-1, -1],
  [-1, 1],
] as const;

/**
 * Places for labels, one after the other: each as near to its point as it can stand within `area` without lying on what
 * was there before or on an earlier label, nor on what is shunned where there is another place nearby. A label that finds
 * no such place is left out (null), and so is one without a width.
 */
export function placeLabels(
  labels: readonly Label[],
  area: Box,
  taken: readonly Box[],
  shunned: readonly Box[],
): readonly (LabelPlace | null)[] {
  const occupied = [...taken];
  const nearby = distances.filter((distance) => distance <= shunnedUpTo);
  return labels.map((label) => {
    if (label.width === 0) return null;
    const place =
      placeOf(label, area, nearby, [...occupied, ...shunned]) ??
      placeOf(label, area, distances, occupied);
    if (place !== null) occupied.push(place.box);
    return place;
  });
}

function placeOf(
  label: Label,
  area: Box,
  tried: readonly number[],
  occupied: readonly Box[],
): LabelPlace | null {
  for (const distance of tried) {
    for (const direction of directions) {
      const box = boxBeside(label, direction, distance);
      if (!isWithin(box, area) || occupied.some((other) => overlap(box, other))) continue;
      return { box, isApart: distance > near };
    }
  }
  return null;
}

function boxBeside(
  { x, y, width, height }: Label,
  [right, down]: readonly [number, number],
  distance: number,
): Box {
  const shift = (direction: number, size: number) =>
    direction > 0 ? distance : direction < 0 ? -distance - size : -size / 2;
  return { x: x + shift(right, width), y: y + shift(down, height), width, height };
}

function isWithin(box: Box, area: Box): boolean {
  const isAcross = box.x >= area.x && box.x + box.width <= area.x + area.width;
  return isAcross && box.y >= area.y && box.y + box.height <= area.y + area.height;
}

function overlap(a: Box, b: Box): boolean {
  const isAcross = a.x < b.x + b.width && b.x < a.x + a.width;
  return isAcross && a.y < b.y + b.height && b.y < a.y + a.height;
}
