import { deferrals } from '../../policy/deferral/index.ts';
import type { ResolvedWorkload } from '../check-across.ts';
import type { FacilitySpec } from '../facility.ts';
import type { Reporter } from '../reporter.ts';
import { touches } from '../salvage.ts';

/** Who waits for better times has a forecast that changes, and clients who are still there then. */
export function checkDeferCanPay(
  workloads: readonly ResolvedWorkload[],
  facility: FacilitySpec | undefined,
  reporter: Reporter,
): void {
  for (const { workload, path, wrong } of workloads) {
    const { defer, timeout, cancel, slo, hedge } = workload;
    if (defer === undefined) continue;
    if (touches(wrong, ['defer', 'timeout', 'cancel', 'slo', 'hedge'])) continue;
    const { policy, slackSeconds } = defer;
    const at = [...path, 'defer'];
    const refuse = (key: string, message: string, fix: string) =>
      reporter.error(key === '' ? at : [...at, key], message, fix);
    const signal = deferrals[policy].signal;
    const key = signal === 'gramsPerKwh' ? 'grid' : 'price';
    if (facility === undefined) {
      const fix = `say what there is to wait for: facility: {electricity: {${key}: [24 values by the hour]}}`;
      refuse('', `${policy} has no forecast to go by`, fix);
    } else if (facility.electricity[signal].values.length === 1) {
      const message = `nobody ever waits: facility.electricity.${key} is the same at all times`;
      reporter.warning(at, message, 'write 24 values by the hour, or a CSV file; or defer: none');
    }
    if (hedge !== undefined) {
      refuse('', 'deferral beside hedging is not available in this version', 'write hedge: none');
    }
    const { deadlineSeconds = Number.POSITIVE_INFINITY, ttftSeconds, e2eSeconds } = slo;
    const stays = cancel?.patience.law === 'fixed' ? cancel.patience.seconds : Infinity;
    const patience = Math.min(timeout.firstTokenSeconds, timeout.totalSeconds, stays);
    if (slackSeconds >= patience) {
      const message = `clients give up after ${patience} s, while their requests may still wait`;
      refuse('slack', message, `write less than ${patience}s, or let them wait longer`);
    } else if (slackSeconds >= deadlineSeconds) {
      const message = `answers are due ${deadlineSeconds} s after arrival, and may not have begun by then`;
      refuse('slack', message, `write less than ${deadlineSeconds}s`);
    } else if (slackSeconds >= Math.min(ttftSeconds, e2eSeconds)) {
      const message = 'who waits as long misses the latency targets: they count from arrival';
      reporter.warning([...at, 'slack'], message, 'write less, or targets as long');
    }
  }
}
