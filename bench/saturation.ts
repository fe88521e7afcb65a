import { sequencesPerReplica } from './engine-load.ts';
import { measureOnce } from './measure.ts';

/**
 * Requests per second that one replica completes when it never runs out of work: a closed loop with a quarter more
 * clients than eight replicas have places, over a window in which each place turns over about four times.
 */
export async function saturationPerReplica(outputTokens: number): Promise<number> {
  const replicas = 8;
  const concurrency = replicas * sequencesPerReplica * 1.25;
  const { completionsPerSecond } = await measureOnce({
    kind: 'engine',
    load: { requests: 8 * concurrency, replicas, outputTokens, concurrency, warmup: 0.5 },
    recorder: 'nothing',
    slices: 1,
  });
  return completionsPerSecond / replicas;
}
