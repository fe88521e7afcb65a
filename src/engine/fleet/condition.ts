/** Where a replica stands between what befalls it. */
export class Condition {
  /** Failures (and upgrades) that keep it down, and those of them that leave it without power. */
  holds = 0;
  unpowered = 0;
  /** Notices and upgrades that want it empty. */
  cordons = 0;
  /** The longest restart that it owes since it went down. */
  restartSeconds = 0;
  downSeconds = 0;
  /** Counts the times that it went down: a restart that was overtaken comes to nothing. */
  epoch = 0;
  readonly slowdowns: number[] = [];
  /** What waits until its last request has left. */
  readonly whenEmpty: ((seconds: number) => void)[] = [];
}
