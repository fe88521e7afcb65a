import { field, type RequestTable, STRIDE } from './request-table.ts';

/**
 * Requests ordered by one of their fields, then by id. An indexed binary heap: the position of each request is kept in
 * another of its fields, so that one can leave from the middle. A request may be in one heap per position field.
 */
export class RequestHeap {
  readonly #table: RequestTable;
  readonly #keyField: number;
  readonly #positionField: number;
  #handles = new Int32Array(16);
  #keys = new Float64Array(16);
  size = 0;

  constructor(table: RequestTable, keyField: number, positionField: number) {
    this.#table = table;
    this.#keyField = keyField;
    this.#positionField = positionField;
  }

  /** Smallest key; Infinity when empty. */
  get topKey(): number {
    return this.size > 0 ? this.#keys[0]! : Number.POSITIVE_INFINITY;
  }

  get top(): number {
    return this.size > 0 ? this.#handles[0]! : -1;
  }

  /** Everybody in it, in no order that means anything. */
  members(): number[] {
    return Array.from(this.#handles.subarray(0, this.size));
  }

  push(handle: number): void {
    if (this.size === this.#handles.length) this.#grow();
    const base = handle * STRIDE;
    const rows = this.#table.rows;
    this.#rise(this.size++, handle, rows[base + this.#keyField]!);
  }

  pop(): number {
    const handle = this.#handles[0]!;
    this.#removeAt(0);
    return handle;
  }

  remove(handle: number): void {
    this.#removeAt(this.#table.rows[handle * STRIDE + this.#positionField]!);
  }

  #removeAt(position: number): void {
    const last = --this.size;
    if (position === last) return;
    const handle = this.#handles[last]!;
    const key = this.#keys[last]!;
    const parent = (position - 1) >> 1;
    if (position > 0 && this.#less(key, handle, parent)) this.#rise(position, handle, key);
    else this.#sink(position, handle, key);
  }

  #less(key: number, handle: number, position: number): boolean {
    const other = this.#keys[position]!;
    return key < other || (key === other && this.#isOlder(handle, this.#handles[position]!));
  }

  #isOlder(handle: number, other: number): boolean {
    const { rows } = this.#table;
    return rows[handle * STRIDE + field.id]! < rows[other * STRIDE + field.id]!;
  }

  #place(position: number, handle: number, key: number): void {
    this.#handles[position] = handle;
    this.#keys[position] = key;
    this.#table.rows[handle * STRIDE + this.#positionField] = position;
  }

  #rise(from: number, handle: number, key: number): void {
    let hole = from;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!this.#less(key, handle, parent)) break;
      this.#place(hole, this.#handles[parent]!, this.#keys[parent]!);
      hole = parent;
    }
    this.#place(hole, handle, key);
  }

  #sink(from: number, handle: number, key: number): void {
    let hole = from;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= this.size) break;
      const right = child + 1;
      if (right < this.size && this.#less(this.#keys[right]!, this.#handles[right]!, child))
        child = right;
      if (this.#less(key, handle, child)) break;
      this.#place(hole, this.#handles[child]!, this.#keys[child]!);
      hole = child;
    }
    this.#place(hole, handle, key);
  }

  #grow(): void {
    const capacity = this.#handles.length * 2;
    const handles = new Int32Array(capacity);
    const keys = new Float64Array(capacity);
    handles.set(this.#handles);
    keys.set(this.#keys);
    this.#handles = handles;
    this.#keys = keys;
  }
}
