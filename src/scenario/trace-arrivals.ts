/** Arrivals that a file brings. */
export interface TraceArrivals {
  readonly process: 'trace';
  /** As the file names it; relative to the scenario's folder (to the working directory when it came from --set). */
  readonly file: string;
  /** The path that opens it: `file` resolved against the folder that it is relative to. */
  readonly path: string;
  readonly format: string;
  readonly rateScale: number;
  readonly timeScale: number;
  readonly lengths: 'trace' | 'distribution';
}
