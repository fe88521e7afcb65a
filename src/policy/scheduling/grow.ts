/**
 * A copy of `column` with room for `index`, at least twice as long, the new places set to `fill`.
 */
export function growInt32(column: Int32Array<ArrayBuffer>, index: number, fill: number) {
  const grown = new Int32Array(Math.max(index + 1, 2 * column.length)).fill(fill, column.length);
  grown.set(column);
  return grown;
}

/** As {@link growInt32}, for float64; new places are 0. */
export function growFloat64(column: Float64Array<ArrayBuffer>, index: number) {
  const grown = new Float64Array(Math.max(index + 1, 2 * column.length));
  grown.set(column);
  return grown;
}
