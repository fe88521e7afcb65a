/** `4`, `4 or 8`, `1, 2 or 4`. */
export function oneOf(values: readonly (number | string)[]): string {
  const last = values.at(-1);
  if (values.length < 2) return String(last ?? 'nothing');
  return `${values.slice(0, -1).join(', ')} or ${last}`;
}

/** Bytes for people: decimal gigabytes with three digits. */
export function gigabytes(bytes: number): string {
  return `${Number((bytes / 1e9).toPrecision(3))} GB`;
}
