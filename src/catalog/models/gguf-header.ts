/** A value of a GGUF header; of arrays the length alone is kept, which is all that shapes need of vocabularies. */
export type GgufValue = number | string | boolean | { readonly length: number };

export interface GgufHeader {
  readonly metadata: ReadonlyMap<string, GgufValue>;
  readonly tensorNames: ReadonlySet<string>;
}

/** Widths in bytes of the number types 0 to 12 of the format; 8 (string) and 9 (array) have none. */
const widths = [1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8] as const;
const STRING = 8;
const ARRAY = 9;

/** Beyond these a count is damage or an attack, not a model. */
const limits = { entries: 65_536, tensors: 1_000_000, text: 2 ** 24, dimensions: 8, nesting: 4 };

/**
 * Metadata and tensor names of a GGUF file, versions 2 and 3, little-endian, from its first bytes (specification: ggml
 * repository, docs/gguf.md). The bytes are not trusted: every read is checked against their end.
 * @throws Error when they are no GGUF file, end within the header, or hold absurd counts.
 */
export function readGgufHeader(bytes: Uint8Array): GgufHeader {
  const reader = new HeaderReader(bytes);
  if (bytes.length < 4 || reader.number(4) !== 0x46554747) throw new Error('it is no GGUF file');
  const version = reader.number(4);
  if (version !== 2 && version !== 3) {
    throw new Error(`its GGUF version is ${version}: 2 and 3 are known, little-endian`);
  }
  const tensors = reader.count(limits.tensors, 'tensors');
  const entries = reader.count(limits.entries, 'metadata entries');
  const metadata = new Map<string, GgufValue>();
  for (let i = 0; i < entries; i += 1) {
    const key = reader.text();
    metadata.set(key, reader.value(reader.number(4), 0));
  }
  const tensorNames = new Set<string>();
  for (let i = 0; i < tensors; i += 1) {
    tensorNames.add(reader.text());
    const dimensions = reader.number(4);
    if (dimensions > limits.dimensions) throw new Error(`a tensor has ${dimensions} dimensions`);
    reader.skip(8 * dimensions + 4 + 8);
  }
  return { metadata, tensorNames };
}

class HeaderReader {
  private readonly view: DataView;
  private readonly decoder = new TextDecoder('utf-8');
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  skip(length: number): number {
    const start = this.at;
    if (start + length > this.view.byteLength) {
      throw new Error(`its header does not end within ${this.view.byteLength} bytes`);
    }
    this.at = start + length;
    return start;
  }

  /** An unsigned number of 1, 2, 4 or 8 bytes; those of 8 lose precision above 2⁵³, where no count is. */
  number(width: 1 | 2 | 4 | 8): number {
    const start = this.skip(width);
    if (width === 8) return Number(this.view.getBigUint64(start, true));
    if (width === 4) return this.view.getUint32(start, true);
    return width === 2 ? this.view.getUint16(start, true) : this.view.getUint8(start);
  }

  count(most: number, what: string): number {
    const count = this.number(8);
    if (count > most) throw new Error(`it claims ${count} ${what}`);
    return count;
  }

  text(): string {
    const length = this.count(limits.text, 'bytes of one text');
    const start = this.skip(length);
    return this.decoder.decode(
      new Uint8Array(this.view.buffer, this.view.byteOffset + start, length),
    );
  }

  value(type: number, depth: number): GgufValue {
    if (type === STRING) return this.text();
    if (type === ARRAY) return { length: this.array(depth) };
    const width = widths[type];
    if (width === undefined || width === 0) throw new Error(`it has a value of type ${type}`);
    if (type === 6) return this.view.getFloat32(this.skip(4), true);
    if (type === 12) return this.view.getFloat64(this.skip(8), true);
    // Signed types are read as such, so that a negative count is seen for what it is.
    if (type === 1) return this.view.getInt8(this.skip(1));
    if (type === 3) return this.view.getInt16(this.skip(2), true);
    if (type === 5) return this.view.getInt32(this.skip(4), true);
    if (type === 11) return Number(this.view.getBigInt64(this.skip(8), true));
    return type === 7 ? this.number(1) !== 0 : this.number(width);
  }

  /** Passes over an array and says its length. */
  private array(depth: number): number {
    if (depth >= limits.nesting) throw new Error('its arrays nest too deeply');
    const type = this.number(4);
    const length = this.count(this.view.byteLength, 'array elements');
    const width = widths[type];
    if (width !== undefined && width > 0) this.skip(width * length);
    else for (let i = 0; i < length; i += 1) this.value(type, depth + 1);
    return length;
  }
}
