import type { RecordBatch as WasmBatch } from 'parquet-wasm';
import { assert } from '../base/assert.ts';
import { CHUNK_ROWS, type TableChunk } from '../record/columns.ts';
import type { Dictionaries, TableMetadata, TableSpec } from '../record/table.ts';
import { createIpcStreamWriter } from './ipc.ts';
import { joinBytes } from './join-bytes.ts';
import { emptyChunk } from './schema.ts';

type ParquetWasm = typeof import('parquet-wasm');

/** As {@link TableFileWriter} of ipc.ts, but the bytes of a chunk may come with a later call. */
export interface AsyncTableFileWriter {
  /** Resolves when the chunk has been encoded, so that awaiting it keeps memory at about one chunk. */
  write(chunk: TableChunk): Promise<Uint8Array[]>;
  close(): Promise<Uint8Array[]>;
}

/** Parquet was asked for, but the optional package that writes it is not installed. */
export class ParquetUnavailable extends Error {
  override readonly name = 'ParquetUnavailable';

  constructor(cause: unknown) {
    super(
      'Parquet needs the optional package parquet-wasm, which is not installed: run `npm install parquet-wasm@0.8.0`, or ask for the format arrow',
      { cause },
    );
  }
}

/**
 * Parquet file, Snappy-compressed, one row group per chunk of {@link CHUNK_ROWS} rows, with the Arrow schema and all its
 * metadata inside. Rejects with {@link ParquetUnavailable} when parquet-wasm is missing.
 */
export async function createParquetFileWriter(
  table: TableSpec,
  metadata: TableMetadata,
  dictionaries: Dictionaries,
  load: () => Promise<ParquetWasm> = () => import('parquet-wasm'),
): Promise<AsyncTableFileWriter> {
  const wasm = await loadParquet(load);
  const encoder = new ParquetEncoder(wasm);
  const toBatch = (chunk: TableChunk) => {
    const stream = createIpcStreamWriter(table, metadata, dictionaries);
    const bytes = joinBytes([...stream.write(chunk), ...stream.close()]);
    const wasmTable = wasm.Table.fromIPCStream(bytes);
    const batch = wasmTable.recordBatch(0);
    assert(batch !== undefined, `${table.name}: a chunk is a batch`);
    wasmTable.free();
    return batch;
  };
  let rows = 0;
  return {
    async write(chunk) {
      rows += chunk.rows;
      await encoder.encode(toBatch(chunk));
      return encoder.take();
    },
    async close() {
      // Without a batch the encoder would not know the schema.
      if (rows === 0) await encoder.encode(toBatch(emptyChunk(table)));
      await encoder.end();
      return encoder.take();
    },
  };
}

async function loadParquet(load: () => Promise<ParquetWasm>): Promise<ParquetWasm> {
  let wasm: ParquetWasm;
  try {
    wasm = await load();
  } catch (cause) {
    throw new ParquetUnavailable(cause);
  }
  // The browser's build fetches its code on demand; the one for Node has it loaded.
  const init: unknown = (wasm as { default?: unknown }).default;
  if (typeof init === 'function') await init();
  return wasm;
}

/** Feeds parquet-wasm's stream transform one batch at a time and collects what it yields. */
class ParquetEncoder {
  #controller: ReadableStreamDefaultController<WasmBatch> | null = null;
  /** Resolves when the transform wants the batch after the one that it was given. */
  #wanted = gate();
  #bytes: Uint8Array[] = [];
  readonly #finished: Promise<void>;

  constructor(wasm: ParquetWasm) {
    const source = new ReadableStream<WasmBatch>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => this.#wanted.open(),
      },
      { highWaterMark: 0 },
    );
    const properties = new wasm.WriterPropertiesBuilder()
      .setCompression(wasm.Compression.SNAPPY)
      .setMaxRowGroupSize(CHUNK_ROWS)
      .setCreatedBy('tailwatt')
      .build();
    this.#finished = this.#collect(wasm.transformParquetStream(source, properties));
    // Reported by whichever call comes next, never as an unhandled rejection.
    this.#finished.catch(() => {});
  }

  async encode(batch: WasmBatch): Promise<void> {
    await this.#untilWanted();
    this.#wanted = gate();
    this.#controller?.enqueue(batch);
    await this.#untilWanted();
  }

  async end(): Promise<void> {
    this.#controller?.close();
    await this.#finished;
  }

  take(): Uint8Array[] {
    const bytes = this.#bytes;
    this.#bytes = [];
    return bytes;
  }

  async #untilWanted(): Promise<void> {
    await Promise.race([this.#wanted.opened, this.#finished]);
  }

  async #collect(output: Promise<ReadableStream<Uint8Array>>): Promise<void> {
    const reader = (await output).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      this.#bytes.push(value);
    }
  }
}

/** A promise that somebody else keeps. */
function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}
