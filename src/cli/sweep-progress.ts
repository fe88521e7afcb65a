import type { PointResult, SweepPlan, SweepProgress } from '../node.ts';
import { printNote } from './output.ts';
import { barStyle, duration } from './progress-bar.ts';

/** What is shown while a sweep runs, on standard error. */
export interface SweepDisplay {
  planning(points: number, of: number): void;
  begin(plan: SweepPlan): void;
  point(point: PointResult): void;
  show(progress: SweepProgress): void;
  note(text: string): void;
  stop(): void;
}

/** How often a log gets a line. */
const logSeconds = 30;

/** A bar under a table that grows, on a terminal; a line now and then in a log. */
export async function sweepProgress(): Promise<SweepDisplay> {
  return process.stderr.isTTY ? terminalDisplay() : logDisplay();
}

/** Replications per second and the time that is left, from those that were really run. */
function pace({ replications, underWay }: SweepProgress, elapsedSeconds: number) {
  const { done, found, expected } = replications;
  const ran = done - found + underWay;
  const perSecond = elapsedSeconds > 0 ? ran / elapsedSeconds : 0;
  const left = perSecond > 0 ? duration((expected - done - underWay) / perSecond) : '–';
  return { perMinute: (60 * perSecond).toFixed(perSecond < 1 ? 1 : 0), left };
}

function failed({ failures }: SweepProgress): string {
  return failures === 0 ? '' : `${failures} failed  `;
}

function logDisplay(): SweepDisplay {
  const began = performance.now();
  let told = began;
  return {
    planning: () => {},
    begin: () => {},
    point: () => {},
    note: printNote,
    show(progress) {
      const now = performance.now();
      if (now - told < 1000 * logSeconds) return;
      told = now;
      const { points, replications } = progress;
      const { perMinute, left } = pace(progress, (now - began) / 1000);
      const runs = `${replications.done} of ${replications.expected} runs`;
      printNote(
        `${points.finished} of ${points.all} points, ${runs}, ${perMinute} runs/min, ${left} left  ${failed(progress)}`.trimEnd(),
      );
    },
    stop: () => {},
  };
}

async function terminalDisplay(): Promise<SweepDisplay> {
  const { default: progress } = await import('cli-progress');
  const { sweepRows } = await import('./library/sweep-progress.ts');
  const bars = new progress.MultiBar({
    ...barStyle,
    format: '{bar} {percentage}%  {points} points  {rate} runs/min  {left} left  {failed}',
  });
  const bar = bars.create(1000, 0, { points: '0', rate: '–', left: '–', failed: '' });
  const began = performance.now();
  let rows: ReturnType<typeof sweepRows> | null = null;
  let plan: SweepPlan | null = null;
  let widths: number[] = [];
  let last: SweepProgress | null = null;
  const line = (cells: readonly string[]) => {
    widths = cells.map((cell, at) => Math.max(cell.length, widths[at] ?? 0));
    bars.log(
      `${cells
        .map((cell, at) => cell.padStart(widths[at] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
    );
  };
  const draw = () => {
    if (last === null) return;
    const { points, replications, underWay } = last;
    const { perMinute, left } = pace(last, (performance.now() - began) / 1000);
    bar.update(Math.floor((1000 * (replications.done + underWay)) / replications.expected), {
      points: `${points.finished}/${points.all}`,
      rate: perMinute,
      left,
      failed: failed(last),
    });
  };
  return {
    planning: (points, of) =>
      bar.update(Math.floor((1000 * points) / of), { points: `checking ${points}/${of}` }),
    begin(swept) {
      plan = swept;
    },
    point(point) {
      if (plan === null) return;
      if (rows === null) {
        // What its columns are, the first point tells.
        rows = sweepRows(plan.columns, plan.points, [point]);
        line(rows.head);
      }
      line(rows.row(point));
    },
    note: (text) => bars.log(`${text}\n`),
    show(now) {
      last = now;
      draw();
    },
    stop: () => bars.stop(),
  };
}
