import type { CompiledWorkload } from '../compile/compiled.ts';
import { requestRate } from '../compile/request-rate.ts';
import { durationMean } from '../policy/duration/index.ts';
import { lengthMean } from '../policy/length/index.ts';
import { counted, figure, seconds } from './numbers.ts';

/** How requests come, in words: the process, and what is not seen in a mean rate. */
export function arrivalsText(arrivals: CompiledWorkload['arrivals']): string {
  switch (arrivals.process) {
    case 'sessions': {
      const { ratePerSecond, turns, think, context } = arrivals;
      return `sessions, ${figure(ratePerSecond)}/s of ${figure(lengthMean(turns))} turns, ${seconds(durationMean(think))} to think, up to ${context.contextTokens} tokens of context; prompts are the new tokens of a turn`;
    }
    case 'agentic': {
      const names = arrivals.calls.map(({ name, after }) => {
        const before = after.map((of) => arrivals.calls[of]?.name ?? '').join(' + ');
        return before === '' ? name : `${before} → ${name}`;
      });
      return `agentic, ${counted(arrivals.ratePerSecond, 'task')}/s: ${names.join(', ')}`;
    }
    case 'servegen': {
      const clients = arrivals.pools.reduce((sum, pool) => sum + pool.clients, 0);
      return `servegen, ${clients} clients in ${arrivals.pools.length} pools`;
    }
    default: {
      const rate = requestRate(arrivals);
      const isEven = rate === null || rate.peak === rate.mean;
      return isEven
        ? arrivals.process
        : `${arrivals.process}, ${counted(rate.peak, 'request')}/s at its peak`;
    }
  }
}
