import { createHash } from 'node:crypto';
import type { RunSummary } from '../summary/run-summary.ts';

/**
 * The result of one replication of one point, as it lies on the disk: a line that says what it is, and a line of JSON
 * that the first one vouches for. Whoever made it, wherever, equal names hold equal summaries but for wall times.
 */
export interface Part {
  readonly summary: RunSummary;
  /** Whether the run was stopped before its end because its backlog could only grow. */
  readonly stoppedEarly: boolean;
  /** Tables that were kept, as files beside the part. */
  readonly tables: readonly PartTable[];
}

export interface PartTable {
  readonly file: string;
  readonly bytes: number;
}

interface Heading {
  readonly tool: 'tailwatt part';
  readonly point: string;
  readonly replication: number;
  readonly sha256: string;
}

const digest = (body: string | Uint8Array) => createHash('sha256').update(body).digest('hex');

const NEWLINE = 10;

/** The bytes of a part. */
export function encodePart(point: string, replication: number, part: Part): Uint8Array {
  const body = JSON.stringify(part);
  const heading: Heading = { tool: 'tailwatt part', point, replication, sha256: digest(body) };
  return new TextEncoder().encode(`${JSON.stringify(heading)}\n${body}\n`);
}

/** Reads a part back; a sentence where the bytes are not that part, whole. */
export function decodePart(bytes: Uint8Array, point: string, replication: number): Part | string {
  const end = bytes.indexOf(NEWLINE);
  const decoder = new TextDecoder();
  let heading: Partial<Heading>;
  try {
    heading = JSON.parse(decoder.decode(bytes.subarray(0, Math.max(0, end)))) as Partial<Heading>;
  } catch {
    return 'its first line is cut off';
  }
  if (heading?.tool !== 'tailwatt part') return 'it is no part of a sweep';
  if (heading.point !== point || heading.replication !== replication) {
    return 'it is of another point';
  }
  const last = bytes.at(-1) === NEWLINE ? bytes.length - 1 : bytes.length;
  const body = bytes.subarray(end + 1, last);
  if (digest(body) !== heading.sha256) return 'its contents are cut off or changed';
  const part: unknown = JSON.parse(decoder.decode(body));
  return isPart(part) ? part : 'its contents are not those of a part';
}

const summaryBlocks = [
  'counts',
  'latency',
  'throughput',
  'slo',
  'energy',
  'tails',
  'utilization',
  'classes',
];

/** Names of tables, which become paths: a file from elsewhere must not lead out of its folder. */
const tableName = /^[a-z]+\.arrow$/;

function isTable(value: unknown): value is PartTable {
  if (typeof value !== 'object' || value === null) return false;
  const { file, bytes } = value as Partial<PartTable>;
  return typeof file === 'string' && tableName.test(file) && typeof bytes === 'number';
}

function isPart(value: unknown): value is Part {
  if (typeof value !== 'object' || value === null) return false;
  const { summary, stoppedEarly, tables } = value as Partial<Part>;
  if (typeof summary !== 'object' || summary === null || typeof stoppedEarly !== 'boolean')
    return false;
  if (!Array.isArray(tables) || !tables.every(isTable)) return false;
  const blocks = summary as unknown as Readonly<Record<string, unknown>>;
  return summaryBlocks.every((name) => typeof blocks[name] === 'object' && blocks[name] !== null);
}
