import { field, type RequestTable, STRIDE } from './request-table.ts';

/**
 * Requests ordered by one of their fields, then by id. An indexed binary heap: the position of each request is kept in
 * another of its fields, so that one can leave from the middle. A request may be in one heap per position field. A heap
 * without one looks for who leaves from the middle, in O(size): where that is rare, whoever moves is touched no more,
 * and all that a comparison needs lies side by side.
 */
export class RequestHeap {
  readonly #table: RequestTable;
  readonly #keyField: number;
  readonly #positionField: number | null;
  #handles = new Int32Array(16);
  #keys = new Float64Array(16);
  #ids = new Float64Array(16);
  size = 0;

  constructor(table: RequestTable, keyField: number, positionField: number | null = null) {
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
    this.#rise(this.size++, handle, rows[base + this.#keyField]!, rows[base + field.id]!);
  }

  pop(): number {
    const handle = this.#handles[0]!;
    this.#removeAt(0);
    return handle;
  }

  remove(handle: number): void {
    this.#removeAt(this.#positionOf(handle));
  }

  #positionOf(handle: number): number {
    // who has left stands behind those who are there
    if (this.#positionField === null) return this.#handles.indexOf(handle);
    return this.#table.rows[handle * STRIDE + this.#positionField]!;
  }

  #removeAt(position: number): void {
    const last = --this.size;
    if (position === last) return;
    const handle = this.#handles[last]!;
    const key = this.#keys[last]!;
    const id = this.#ids[last]!;
    const parent = (position - 1) >> 1;
    if (position > 0 && this.#less(key, id, parent)) this.#rise(position, handle, key, id);
    else this.#sink(position, handle, key, id);
  }

  #less(key: number, id: number, position: number): boolean {
    const other = this.#keys[position]!;
    return key < other || (key === other && id < this.#ids[position]!);
  }

  #place(position: number, handle: number, key: number, id: number): void {
    this.#handles[position] = handle;
    this.#keys[position] = key;
    this.#ids[position] = id;
    if (this.#positionField !== null)
      this.#table.rows[handle * STRIDE + this.#positionField] = position;
  }

  /** Moves whoever stands at `from`. */
  #move(from: number, to: number): void {
    this.#place(to, this.#handles[from]!, this.#keys[from]!, this.#ids[from]!);
  }

  #rise(from: number, handle: number, key: number, id: number): void {
    let hole = from;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!this.#less(key, id, parent)) break;
      this.#move(parent, hole);
      hole = parent;
    }
    this.#place(hole, handle, key, id);
  }

  #sink(from: number, handle: number, key: number, id: number): void {
    let hole = from;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= this.size) break;
      const right = child + 1;
      if (right < this.size && this.#less(this.#keys[right]!, this.#ids[right]!, child))
        child = right;
      if (this.#less(key, id, child)) break;
      this.#move(child, hole);
      hole = child;
    }
    this.#place(hole, handle, key, id);
  }

  #grow(): void {
    const handles = new Int32Array(this.#handles.length * 2);
    const keys = new Float64Array(handles.length);
    const ids = new Float64Array(handles.length);
    handles.set(this.#handles);
    keys.set(this.#keys);
    ids.set(this.#ids);
    this.#handles = handles;
    this.#keys = keys;
    this.#ids = ids;
  }
}
