/** One direction of a link over the whole run. */
export interface LinkRow {
  /** Index into CompiledFabric.linkNames. */
  readonly link: number;
  readonly kind: string;
  readonly bytesPerSecond: number;
  readonly bytes: number;
  readonly busySeconds: number;
  readonly fullSeconds: number;
  readonly utilization: number;
  readonly exchangeBytes: number;
  readonly exchangeSeconds: number;
  readonly exchangeJoules: number;
  readonly joules: number;
}
