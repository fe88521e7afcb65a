import type { Availability, RunSummary } from '../summary/run-summary.ts';
import { deferralText, hedgingText } from './clients-text.ts';
import { networkText } from './network-text.ts';
import { counted, figure, percent, quantity, seconds, whole } from './numbers.ts';
import { heatText, powerText } from './power-text.ts';
import { rolloutText } from './rollout-text.ts';

/** What became of the fleet in a run, each as a label and a sentence: nothing of what the scenario has not. */
export function fleetRows(summary: RunSummary): [string, string][] {
  const { scaling, availability, power, cluster, residency, adapters, network } = summary;
  const { rollout, hedging, deferral } = summary;
  const rows: [string, string][] = [];
  for (const tool of summary.tools ?? []) rows.push(['tool', toolText(tool)]);
  if (scaling !== undefined) rows.push(['scaling', scalingText(scaling)]);
  if (power !== undefined && power.budgets.length > 0) rows.push(['power', powerText(power)]);
  if (power?.heat !== undefined) rows.push(['heat', heatText(power.heat)]);
  if (network !== undefined) rows.push(['network', networkText(network)]);
  if (cluster !== undefined) rows.push(['cluster', clusterText(cluster)]);
  if (residency !== undefined)
    rows.push(['models', loadsText(residency, 'the weights of their model')]);
  if (adapters !== undefined) rows.push(['adapters', adaptersText(adapters)]);
  if (availability !== undefined) rows.push(['failures', failuresText(availability)]);
  if (rollout !== undefined) rows.push(['roll-out', rolloutText(rollout)]);
  if (hedging !== undefined) rows.push(['hedging', hedgingText(hedging)]);
  if (deferral !== undefined) rows.push(['deferral', deferralText(deferral)]);
  return rows;
}

function toolText(of: NonNullable<RunSummary['tools']>[number]): string {
  const { tool, concurrency, usesPerSecond, running, takenShare, waiting, waitSeconds } = of;
  const places =
    concurrency === null
      ? `${figure(running)} at a time`
      : `${percent(takenShare)} of its ${whole(concurrency)} places taken`;
  const waits =
    waiting === 0
      ? 'nobody waits for it'
      : `${figure(waiting)} wait for it on average, ${seconds(waitSeconds)} each`;
  return `${tool}: ${figure(usesPerSecond)} uses/s, ${places}; ${waits}`;
}

function scalingText(scaling: NonNullable<RunSummary['scaling']>): string {
  const { meanReplicas, coldStarts, startingSeconds, zeroSeconds, acceleratorSeconds } = scaling;
  const hours = figure(acceleratorSeconds / 3600);
  const starts = counted(coldStarts, 'cold start');
  const zero = zeroSeconds > 0 ? `, ${seconds(zeroSeconds)} at zero` : '';
  return `${counted(meanReplicas, 'replica')} on average, ${starts} (${seconds(startingSeconds)} in all)${zero}; ${hours} accelerator hours held`;
}

function clusterText(cluster: NonNullable<RunSummary['cluster']>): string {
  const { allocatedShare, strandedShare, pendingStarts, pendingSeconds, evictions } = cluster;
  const stranded =
    (strandedShare ?? 0) > 0 ? ` (${percent(strandedShare)} free, and of no use to who waits)` : '';
  const waits =
    pendingStarts > 0
      ? `${counted(pendingStarts, 'replica')} waited for a place, ${seconds(pendingSeconds)} in all`
      : 'no replica waited for a place';
  const drained = evictions > 0 ? `, ${whole(evictions)} were drained for others` : '';
  return `${percent(allocatedShare)} of its accelerators held${stranded}; ${waits}${drained}`;
}

function loadsText(
  { loads, loadingSeconds, coldShare }: NonNullable<RunSummary['residency']>,
  missing: string,
): string {
  return `${whole(loads)} loads from host memory, ${seconds(loadingSeconds)} in all; ${percent(coldShare)} of the requests found ${missing} missing`;
}

/** Loads by where they came from, and what steps waited for them. */
function adaptersText(adapters: NonNullable<RunSummary['adapters']>): string {
  const { loads, loadingSeconds, loadingShare, coldShare, barredShare, storage } = adapters;
  const barred = `, ${percent(barredShare)} every slot taken by others`;
  if (storage === undefined) return `${loadsText(adapters, 'their adapter')}${barred}`;
  const from = `${whole(loads - storage.loads)} from host memory, ${whole(storage.loads)} read from storage`;
  const waited = `${seconds(loadingSeconds)} in all, ${percent(loadingShare)} of the time in which steps ran`;
  return `${whole(loads)} loads (${from}), ${waited}; ${percent(coldShare)} of the requests found their adapter missing${barred}`;
}

function failuresText(availability: Availability): string {
  const { share, interruptions, recoverySeconds, lostRequests, lostTokens } = availability;
  const { lostJoules, replayedTokens } = availability;
  const back = recoverySeconds === null ? '' : `, back after ${seconds(recoverySeconds)}`;
  return `replicas up ${percent(share)} of the time; ${whole(interruptions)} went down${back}; ${whole(lostRequests)} requests lost theirs, with ${whole(lostTokens)} tokens and ${quantity(lostJoules, 'J')} of work thrown away and ${whole(replayedTokens)} tokens computed again`;
}
