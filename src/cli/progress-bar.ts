import type { RunProgress } from '../node.ts';

/** How bars look and where they stand. */
export const barStyle = {
  stream: process.stderr,
  barsize: 24,
  hideCursor: true,
  clearOnComplete: true,
  fps: 8,
  barCompleteChar: '█',
  barIncompleteChar: '░',
} as const;

/** A bar on standard error: simulated time, requests, events per second, time left. Only for terminals. */
export async function progressBar(): Promise<{ show(progress: RunProgress): void; stop(): void }> {
  const { default: progress } = await import('cli-progress');
  const bar = new progress.SingleBar({
    ...barStyle,
    format:
      '{bar} {percentage}%  {simulated} simulated  {requests} requests  {rate} events/s  {left}',
  });
  const start = { simulated: '0 s', requests: '0', rate: '–', left: '' };
  bar.start(1000, 0, start);
  return {
    show(now) {
      bar.update(Math.floor(1000 * Math.min(1, now.share ?? 0)), {
        simulated: duration(now.simulatedSeconds),
        requests: now.requests.toLocaleString('en'),
        rate: Math.round(now.eventsPerSecond).toLocaleString('en'),
        left: now.secondsLeft === null ? '' : `${duration(now.secondsLeft)} left`,
      });
    },
    stop() {
      bar.stop();
    },
  };
}

/** Seconds as a person would say them: `8 s`, `3 min 5 s`, `2 h 10 min`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
