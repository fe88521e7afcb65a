import type { MonitorSpec } from '../policy/rollout/index.ts';
import type { RolloutSpec } from '../scenario/rollout.ts';
import type { RolloutSummary, VersionFigures } from '../summary/rollout.ts';
import { figure, percent, quantity, seconds, whole } from './numbers.ts';

const outcomes: Readonly<Record<RolloutSummary['outcome'], string>> = {
  pending: 'not begun',
  running: 'not decided',
  promoted: 'promoted',
  'rolled-back': 'rolled back',
  passed: 'passed',
  stopped: 'stopped',
};

/** What became of a roll-out, as lines of the terminal's summary. */
export function rolloutText(rollout: RolloutSummary): string {
  const { kind, to, outcome, detectSeconds, decidedSeconds, failedBy, candidate, stable } = rollout;
  const when =
    detectSeconds !== null
      ? ` ${seconds(detectSeconds)} after it began, by ${failedBy}, at step ${rollout.steps}`
      : decidedSeconds === null
        ? `, at step ${rollout.steps}`
        : ` at ${seconds(decidedSeconds)}`;
  const { unsureChecks } = rollout;
  const unsure =
    unsureChecks === undefined ? '' : `, ${whole(unsureChecks)} saw too few requests to tell`;
  const checks = `${whole(rollout.failedChecks)} of ${whole(rollout.checks)} checks failed${unsure}`;
  const avoided =
    rollout.avoidedMisses === null || rollout.avoidedMisses === 0
      ? ''
      : `; at least ${whole(rollout.avoidedMisses)} misses avoided, as many as ${seconds(rollout.avoidedBadSeconds)} of nothing else would be`;
  const what = kind === 'shadow' ? 'copies' : 'requests';
  return `${kind} ${to} ${outcomes[outcome]}${when}; ${checks}; ${versionText(candidate, what)} against ${versionText(stable, 'requests')} of ${rollout.from}${avoided}`;
}

function versionText(version: VersionFigures, what: string): string {
  const { requests, errors, missedShare, joules, wrongShare, usdPerRequest } = version;
  const facts = [
    `${percent(missedShare)} missed`,
    `${whole(errors)} errors`,
    ...(wrongShare === undefined ? [] : [`${percent(wrongShare)} of the answers wrong`]),
    quantity(joules, 'J'),
    ...(usdPerRequest === undefined ? [] : [`${figure(usdPerRequest)} USD a request`]),
  ];
  return `${whole(requests)} ${what} (${facts.join(', ')})`;
}

/** How a roll-out is going to be, one sentence a line. */
export function explainRollout(rollout: RolloutSpec): readonly string[] {
  const { kind, atSeconds, steps, sticksTo, checks } = rollout;
  const [from, to] =
    'from' in rollout ? [rollout.from, rollout.to] : [rollout.workload, 'the candidate strategy'];
  const shares = steps.map(
    ({ share, holdSeconds }) => `${percent(share)} for ${seconds(holdSeconds)}`,
  );
  const gets = kind === 'canary' ? 'gets' : 'gets copies of';
  const each = sticksTo === 'session' ? 'by session' : 'each request for itself';
  const { intervalSeconds, scrapeDelaySeconds, windowSeconds } = checks;
  return [
    `${to} ${gets} a share of what ${from} is asked from ${seconds(atSeconds)} on: ${shares.join(', ')}; ${each}`,
    `checked every ${seconds(intervalSeconds)} on the last ${seconds(windowSeconds)} as of ${seconds(scrapeDelaySeconds)} ago, from ${checks.minRequests} requests on; more than ${checks.failureLimit} failed checks end it`,
    ...rollout.monitors.map((monitor) => `fails where ${monitorText(monitor)}`),
  ];
}

function monitorText(monitor: MonitorSpec): string {
  switch (monitor.kind) {
    case 'burn-rate':
      return `misses burn at ${figure(monitor.rate)} times what the objectives allow, over ${seconds(monitor.longSeconds)} and ${seconds(monitor.shortSeconds)}`;
    case 'errors':
      return `more than ${percent(monitor.maxShare)} of the requests end with an error`;
    case 'latency': {
      const { maxRatio, maxSeconds, of, percentile } = monitor;
      const bounds = [
        ...(maxRatio < Infinity ? [`${figure(maxRatio)} times that of the stable version`] : []),
        ...(maxSeconds < Infinity ? [seconds(maxSeconds)] : []),
      ];
      return `the ${figure(100 * percentile)}th percentile of ${of} is above ${bounds.join(' or ')}`;
    }
    case 'queue':
      return `more than ${figure(monitor.maxPerReplica)} requests wait per replica`;
    case 'escaped-errors': {
      const { audited, delaySeconds, maxShare } = monitor;
      return `more than ${percent(maxShare)} of the answers are wrong, of ${percent(audited)} that are graded ${seconds(delaySeconds)} after they were given`;
    }
    case 'cost':
      return `a request costs more than ${figure(monitor.maxRatio)} times that of the stable version`;
    case 'energy':
      return `a request takes more than ${figure(monitor.maxRatio)} times the joules of the stable version`;
  }
}
