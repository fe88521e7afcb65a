import { createIpcFileWriter } from '../arrow/ipc.ts';
import { createParquetFileWriter, ParquetUnavailable } from '../arrow/parquet.ts';
import type { TableChunk } from '../record/columns.ts';
import type { Dictionaries, TableMetadata, TableSpec } from '../record/table.ts';
import type { ResultFile, ResultsFolder } from './results-folder.ts';
import { UserError } from './user-error.ts';

export type TableFileFormat = 'arrow' | 'parquet';

/** A table on its way to a file, as the manifest lists it. */
export interface WrittenTable {
  readonly table: string;
  readonly file: string;
  readonly rows: number;
  readonly bytes: number;
}

/** A table of a run being written: chunks come when the engine has them and leave when the disk takes them. */
export interface TableFile {
  /** Keeps a chunk until the next drain. Never waits, so the engine may call it. */
  accept(chunk: TableChunk): void;
  /** Writes what has been accepted. Awaiting it between slices bounds memory to what one slice makes. */
  drain(): Promise<void>;
  close(): Promise<WrittenTable>;
}

export interface TableFileOptions {
  readonly folder: ResultsFolder;
  readonly format: TableFileFormat;
  readonly spec: TableSpec;
  readonly metadata: TableMetadata;
  readonly dictionaries: Dictionaries;
}

interface ChunkWriter {
  write(chunk: TableChunk): Uint8Array[] | Promise<Uint8Array[]>;
  close(): Uint8Array[] | Promise<Uint8Array[]>;
}

export async function openTableFile(options: TableFileOptions): Promise<TableFile> {
  const { folder, format, spec } = options;
  const writer = await chunkWriter(options);
  const file = folder.create(`${spec.name}.${format}`);
  let waiting: TableChunk[] = [];
  let rows = 0;
  const drain = async () => {
    const chunks = waiting;
    waiting = [];
    for (const chunk of chunks) {
      rows += chunk.rows;
      append(file, await writer.write(chunk));
    }
  };
  return {
    accept: (chunk) => {
      waiting.push(chunk);
    },
    drain,
    async close() {
      await drain();
      append(file, await writer.close());
      file.close();
      return { table: spec.name, file: file.name, rows, bytes: file.bytes };
    },
  };
}

async function chunkWriter(options: TableFileOptions): Promise<ChunkWriter> {
  const { format, spec, metadata, dictionaries } = options;
  if (format === 'arrow') return createIpcFileWriter(spec, metadata, dictionaries);
  try {
    return await createParquetFileWriter(spec, metadata, dictionaries);
  } catch (error) {
    if (!(error instanceof ParquetUnavailable)) throw error;
    throw new UserError('cannot write Parquet: parquet-wasm is not installed', error.message);
  }
}

function append(file: ResultFile, parts: readonly Uint8Array[]): void {
  for (const part of parts) file.write(part);
}
