import type { SummaryInput } from './input.ts';

/** From here on the places of a tool are as good as all taken (assumed: what is left is the ends of queues). */
const STARVED = 0.95;

/** A tool over the window. */
export interface ToolUse {
  readonly tool: string;
  /** Uses at a time; null = unlimited. */
  readonly concurrency: number | null;
  readonly usesPerSecond: number | null;
  /** Uses that have a place, mean, and as a share of all places; the latter is null where they are unlimited. */
  readonly running: number | null;
  readonly takenShare: number | null;
  /** Uses that wait for a place, mean, and how long each waits for one by Little's law. */
  readonly waiting: number | null;
  readonly waitSeconds: number | null;
  /** All places are taken, and somebody waits. */
  readonly starved: boolean;
}

/** Absent where there are no tools. */
export function toolUses({ totals }: SummaryInput): { readonly tools?: readonly ToolUse[] } {
  const { tools, startSeconds, endSeconds } = totals.window;
  if (tools === undefined) return {};
  const seconds = endSeconds - startSeconds;
  const ratio = (a: number, b: number) => (b > 0 ? a / b : null);
  return {
    tools: tools.map(({ name, concurrency, uses, takenPlaceSeconds, waitingSeconds }) => {
      const isLimited = Number.isFinite(concurrency);
      const takenShare = isLimited ? ratio(takenPlaceSeconds, concurrency * seconds) : null;
      return {
        tool: name,
        concurrency: isLimited ? concurrency : null,
        usesPerSecond: ratio(uses, seconds),
        running: ratio(takenPlaceSeconds, seconds),
        takenShare,
        waiting: ratio(waitingSeconds, seconds),
        waitSeconds: ratio(waitingSeconds, uses),
        starved: (takenShare ?? 0) >= STARVED && waitingSeconds > 0,
      };
    }),
  };
}

/** The tool that keeps programs waiting most; null where none is starved. */
export function starvedTool(input: SummaryInput): string | null {
  const [worst] = (toolUses(input).tools ?? [])
    .filter(({ starved }) => starved)
    .sort((a, b) => (b.waiting ?? 0) - (a.waiting ?? 0));
  if (worst === undefined) return null;
  const percent = (100 * (worst.takenShare ?? 0)).toFixed(0);
  const waiting = (worst.waiting ?? 0).toFixed(1);
  return `${percent} % of the ${worst.concurrency} places of the tool ${worst.tool} are taken, and ${waiting} uses wait for one on average`;
}
