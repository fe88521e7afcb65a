/** What a tool did: a sandbox, a search, a store of documents. */
export interface ToolTotals {
  readonly name: string;
  /** Uses at a time; Infinity = nobody waits. */
  readonly concurrency: number;
  /** Uses that were asked for. */
  readonly uses: number;
  /** ∫ uses that have a place dt. */
  readonly takenPlaceSeconds: number;
  /** ∫ uses that wait for one dt. */
  readonly waitingSeconds: number;
}

/** What tools did from `start`, null where that is before the run, to `end`; nothing where there are none. */
export function toolsBetween(
  start: readonly ToolTotals[] | null,
  end: readonly ToolTotals[] | null,
): { readonly tools?: readonly ToolTotals[] } {
  if (end === null) return {};
  return {
    tools: end.map((at, i) => ({
      ...at,
      uses: at.uses - (start?.[i]?.uses ?? 0),
      takenPlaceSeconds: at.takenPlaceSeconds - (start?.[i]?.takenPlaceSeconds ?? 0),
      waitingSeconds: at.waitingSeconds - (start?.[i]?.waitingSeconds ?? 0),
    })),
  };
}

export interface WithToolTotals {
  /** Absent where no strategy uses any. */
  readonly tools?: readonly ToolTotals[];
}
