/** Metadata of a test file: a number is uint32, an array of strings a vocabulary, `float` a float32. */
export type TestValue =
  | number
  | string
  | boolean
  | readonly string[]
  | { readonly float: number }
  | { readonly integers: readonly number[] };

/** The header of a GGUF file, version 3, with no tensor data. */
export function ggufBytes(
  metadata: Readonly<Record<string, TestValue>>,
  tensors: readonly string[] = ['token_embd.weight', 'output.weight'],
  version = 3,
): Uint8Array {
  const parts: number[] = [];
  const integer = (value: number, width: number) => {
    for (let i = 0; i < width; i += 1) parts.push(Math.floor(value / 256 ** i) % 256);
  };
  const text = (value: string) => {
    const bytes = new TextEncoder().encode(value);
    integer(bytes.length, 8);
    for (const byte of bytes) parts.push(byte);
  };
  const write = (value: TestValue) => {
    if (typeof value === 'number') {
      integer(4, 4);
      integer(value, 4);
    } else if (typeof value === 'boolean') {
      integer(7, 4);
      integer(value ? 1 : 0, 1);
    } else if (typeof value === 'string') {
      integer(8, 4);
      text(value);
    } else if ('float' in value) {
      integer(6, 4);
      for (const byte of new Uint8Array(new Float32Array([value.float]).buffer)) parts.push(byte);
    } else if ('integers' in value) {
      integer(9, 4);
      integer(5, 4);
      integer(value.integers.length, 8);
      for (const item of value.integers) integer(item, 4);
    } else {
      integer(9, 4);
      integer(8, 4);
      integer(value.length, 8);
      for (const item of value) text(item);
    }
  };
  for (const byte of new TextEncoder().encode('GGUF')) parts.push(byte);
  integer(version, 4);
  integer(tensors.length, 8);
  integer(Object.keys(metadata).length, 8);
  for (const [key, value] of Object.entries(metadata)) {
    text(key);
    write(value);
  }
  for (const name of tensors) {
    text(name);
    integer(2, 4);
    integer(8, 8);
    integer(8, 8);
    integer(1, 4);
    integer(0, 8);
  }
  return new Uint8Array(parts);
}
