import type { Satisfaction } from '../clients.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { RawSatisfaction } from '../schema/clients.ts';
import type { RawWorkload } from '../schema/workload.ts';

/** Assumed, both: a user who got a wrong answer, or none, goes on half as often. */
const HALF = 0.5;

/** Completes what makes users go on with a conversation; nothing where they always do. */
export function resolveSatisfaction(
  raw: Pick<RawWorkload, 'satisfaction' | 'arrivals' | 'slo' | 'task'>,
  path: Path,
  reporter: Reporter,
): { readonly satisfaction?: Satisfaction } {
  const { satisfaction, arrivals } = raw;
  if (satisfaction === 'none') return {};
  const at = [...path, 'satisfaction'];
  if (arrivals.process !== 'sessions') {
    const message = `requests of ${arrivals.process} arrivals do not follow from how the last one went`;
    const fix = 'use arrivals: {process: sessions}, or write satisfaction: none';
    reporter.error(at, message, fix);
    return {};
  }
  const { of, halving, most } = satisfaction;
  return {
    satisfaction: {
      of,
      targetSeconds: targetOf(satisfaction, raw.slo, at, reporter),
      halvingSeconds: halving,
      most,
      wrong: factorOf(
        satisfaction,
        'wrong',
        { at, reporter },
        {
          applies: raw.task !== 'none',
          otherwise: 1,
          message: 'without a task no answer is wrong',
          fix: 'give the workload a task, or leave it out',
        },
      ),
      unanswered: factorOf(
        satisfaction,
        'unanswered',
        { at, reporter },
        {
          applies: arrivals.afterFailure === 'continue',
          otherwise: 0,
          message: 'a session ends after a request that did not complete',
          fix: 'write arrivals.afterFailure: continue, or leave it out',
        },
      ),
    },
  };
}

function targetOf(
  { of, target }: RawSatisfaction,
  slo: RawWorkload['slo'],
  at: Path,
  reporter: Reporter,
): number {
  if (target !== undefined) return target;
  const stated = slo[of];
  if (stated !== undefined && stated < Number.POSITIVE_INFINITY) {
    reporter.useDefault([...at, 'target'], stated);
    return stated;
  }
  const message = `nothing says how long users wait for ${of === 'ttft' ? 'a first token' : 'an answer'} without leaving`;
  reporter.error(at, message, `write target: 2s, or give the workload slo.${of}`);
  return 0;
}

/** A factor where it applies, or what stands for it elsewhere. */
function factorOf(
  raw: RawSatisfaction,
  key: 'wrong' | 'unanswered',
  { at, reporter }: { readonly at: Path; readonly reporter: Reporter },
  rule: {
    readonly applies: boolean;
    readonly otherwise: number;
    readonly message: string;
    readonly fix: string;
  },
): number {
  const written = raw[key];
  if (rule.applies) {
    if (written === undefined) reporter.useDefault([...at, key], HALF);
    return written ?? HALF;
  }
  if (written !== undefined) reporter.error([...at, key], rule.message, rule.fix);
  return rule.otherwise;
}
