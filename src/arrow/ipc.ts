import {
  AsyncByteQueue,
  RecordBatchFileWriter,
  RecordBatchStreamWriter,
  type RecordBatchWriter,
} from 'apache-arrow';
import { assert } from '../base/assert.ts';
import type { TableChunk } from '../record/columns.ts';
import type { Dictionaries, TableMetadata, TableSpec } from '../record/table.ts';
import { arrowLayout, emptyChunk, recordBatch } from './schema.ts';

/**
 * A file in the making. Each call gives the bytes that it added, in order; whoever holds the file appends them before
 * the next call, and nothing is kept here: memory stays at one chunk. The arrays are views of the chunk or fresh, and
 * nobody writes to them again, so they may be written late.
 */
export interface TableFileWriter {
  write(chunk: TableChunk): Uint8Array[];
  /** The rest of the file, its footer included. Also for a table without rows. Call once. */
  close(): Uint8Array[];
}

/** A sink that gives its bytes up at once, where Arrow's own queue would hold them until somebody awaits. */
class TakenBytes extends AsyncByteQueue {
  #bytes: Uint8Array[] = [];

  override write(value: Parameters<AsyncByteQueue['write']>[0]): void {
    const bytes = value as Uint8Array;
    if (bytes.byteLength > 0) this.#bytes.push(bytes);
  }

  take(): Uint8Array[] {
    const bytes = this.#bytes;
    this.#bytes = [];
    return bytes;
  }
}

/**
 * Arrow IPC file (Feather V2), not compressed: apache-arrow 21.2.0 writes compressed buffers that other readers refuse.
 * `dictionaries` holds the strings of every dictionary column. Equal input gives equal bytes.
 */
export function createIpcFileWriter(
  table: TableSpec,
  metadata: TableMetadata,
  dictionaries: Dictionaries,
): TableFileWriter {
  return createWriter(new RecordBatchFileWriter(), table, metadata, dictionaries);
}

/** The same as an IPC stream, which a reader can follow while it grows and which survives a truncated end. */
export function createIpcStreamWriter(
  table: TableSpec,
  metadata: TableMetadata,
  dictionaries: Dictionaries,
): TableFileWriter {
  return createWriter(new RecordBatchStreamWriter(), table, metadata, dictionaries);
}

function createWriter(
  writer: RecordBatchWriter,
  table: TableSpec,
  metadata: TableMetadata,
  dictionaries: Dictionaries,
): TableFileWriter {
  const layout = arrowLayout(table, metadata, dictionaries);
  const sink = new TakenBytes();
  let rows = 0;
  let closed = false;
  writer.reset(sink, layout.schema);
  return {
    write(chunk) {
      assert(!closed, `${table.name}: a closed file takes no chunk`);
      writer.write(recordBatch(layout, chunk));
      rows += chunk.rows;
      return sink.take();
    },
    close() {
      assert(!closed, `${table.name}: closed twice`);
      closed = true;
      if (rows === 0) writer.write(recordBatch(layout, emptyChunk(table)));
      writer.close();
      return sink.take();
    },
  };
}
