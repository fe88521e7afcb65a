import type { Deadline, ExplainedWork, Work } from './explain-work.ts';
import { figure, percent, quantity, seconds } from './numbers.ts';
import { textTable } from './text-table.ts';

/** The work of a workload's requests on a pool, for people. */
export function workText(work: ExplainedWork): string {
  const { workload, pool, prefill, decode, ridge, peakFlopsPerSecond, delivered } = work;
  const lines = [
    `Work of ${workload} on pool ${pool}, of one mean request alone`,
    `  ${decode.flops > 0 ? 'prompt    ' : 'job       '}  ${amounts(prefill)}`,
    ...(decode.flops > 0 ? [`  decoding    ${amounts(decode)}`] : []),
    `  chips       multiply as long as they read at ${figure(ridge)} FLOPs per byte`,
    `  asked for   ${requiredText(work)}`,
    ...work.deadlines.map((deadline) => `  ${deadlineText(work, deadline)}`),
  ];
  const rows = delivered.map((each) => [
    `  ${each.load}`,
    quantity(each.flopsPerSecond, 'FLOP/s'),
    percent(each.flopsPerSecond / peakFlopsPerSecond),
    quantity(each.bytesPerSecond, 'B/s'),
    quantity(each.tokensPerSecond, ''),
    each.boundBy,
  ]);
  const table = textTable(
    [
      '  delivered by all replicas',
      'operations',
      'of peak',
      'memory',
      decode.flops > 0 ? 'tokens/s' : 'jobs/s',
      'bound',
    ],
    rows,
    [0, 5],
  );
  return `${lines.join('\n')}\n${table}`;
}

function deadlineText(work: ExplainedWork, deadline: Deadline): string {
  const { target, seconds: limit, flopsPerSecond, bytesPerSecond } = deadline;
  const operations = percent(flopsPerSecond / work.replicaPeakFlopsPerSecond);
  const memory = percent(bytesPerSecond / work.replicaPeakBytesPerSecond);
  const within = `${seconds(limit)}${target === 'tpot' ? ' a token' : ''}`;
  return `${target.padEnd(10)}  ${quantity(flopsPerSecond, 'FLOP/s')} and ${quantity(bytesPerSecond, 'B/s')} of one replica for ${within}: ${operations} and ${memory} of its peaks`;
}

function amounts({ flops, bytes, intensity }: Work): string {
  const each = intensity === null ? '' : `: ${figure(intensity)} FLOPs per byte`;
  return `${quantity(flops, 'FLOP')}, ${quantity(bytes, 'B')} of memory${each}`;
}

function requiredText({ requiredFlopsPerSecond, peakFlopsPerSecond }: ExplainedWork): string {
  const peak = `${quantity(peakFlopsPerSecond, 'FLOP/s')} at peak`;
  if (requiredFlopsPerSecond === null) return `whatever the run delivers, of ${peak}`;
  const share = percent(requiredFlopsPerSecond / peakFlopsPerSecond);
  return `${quantity(requiredFlopsPerSecond, 'FLOP/s')} by the rate of arrivals, ${share} of ${peak}`;
}
