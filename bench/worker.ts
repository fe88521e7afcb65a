/** A child process of the benchmarks: gets one job, then runs it once per message and reports what each run cost. */
import { type Facts, type Job, prepareJob } from './job.ts';

/** A job's runs, one or more, and what they cost their process. CPU time covers all threads: compiler and collector too. */
export interface Sample extends Facts {
  readonly userSeconds: number;
  /** The process's largest resident set so far. */
  readonly peakBytes: number;
}

export type WorkerMessage =
  | { readonly job: Job }
  /** Run once, and again until this much user CPU time is used. */
  | { readonly atLeastSeconds: number };

let run: (() => Facts) | null = null;
process.on('message', (message: WorkerMessage) => {
  if ('job' in message) {
    run = prepareJob(message.job);
    return;
  }
  if (run === null) throw new Error('a worker was told to run before it had a job');
  process.send?.(sample(run, message.atLeastSeconds));
});
process.on('disconnect', () => process.exit());

function sample(once: () => Facts, atLeastSeconds: number): Sample {
  const before = process.cpuUsage();
  let runs = 0;
  let userSeconds: number;
  let facts: Facts;
  do {
    facts = once();
    runs++;
    userSeconds = process.cpuUsage(before).user / 1e6;
  } while (userSeconds < atLeastSeconds);
  return {
    ...facts,
    requests: runs * facts.requests,
    events: runs * facts.events,
    userSeconds,
    peakBytes: process.resourceUsage().maxRSS * 1024,
  };
}
