/** What run/ found in the traces that a scenario names, by workload. */
export interface TraceFacts {
  readonly traces: Readonly<
    Record<string, { readonly rows: number; readonly maxOutputTokens: number }>
  >;
}
