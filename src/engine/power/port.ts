/** Power from an instant on: `watts`, and `slope` more with every second that passes, for `lasts` seconds at most. */
export interface Drawn {
  readonly watts: number;
  readonly slope: number;
  readonly lasts: number;
}

/** Who hears what replicas draw. */
export interface PowerObserver {
  onDrawn(replica: number, seconds: number, drawn: Drawn): void;
}
