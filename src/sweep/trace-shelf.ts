import { readTraceFile, type TraceFile } from '../run/trace-file.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** Traces that have been read, so that a file is read once for all points that name it. */
export interface TraceShelf {
  readonly read: (path: string, format?: string) => Promise<TraceFile>;
  /** The trace files of a scenario, each once. */
  filesOf(scenario: Scenario): Promise<readonly TraceFile[]>;
}

export function createTraceShelf(): TraceShelf {
  const shelf = new Map<string, Promise<TraceFile>>();
  const read = (path: string, format?: string) => {
    const key = `${format}\n${path}`;
    const file = shelf.get(key) ?? readTraceFile(path, format);
    shelf.set(key, file);
    return file;
  };
  return {
    read,
    async filesOf({ workloads }) {
      const files = new Map<string, TraceFile>();
      for (const { arrivals } of workloads) {
        if (arrivals.process !== 'trace') continue;
        const key = `${arrivals.format}\n${arrivals.path}`;
        if (!files.has(key)) files.set(key, await read(arrivals.path, arrivals.format));
      }
      return [...files.values()];
    },
  };
}
