import type { Seconds } from '../base/units.ts';

/** What can befall the replicas of a pool. */
export const failureKinds = [
  'gpu',
  'node',
  'link',
  'rack',
  'power-feed',
  'spot',
  'slow-gpu',
  'cooling',
  'overheat',
  'upgrade',
] as const;
export type FailureKind = (typeof failureKinds)[number];

/**
 * What becomes of requests whose replica fails. `retried`: another one starts them anew, and what was made is made
 * again; `resumed`: another one computes the prompt and the tokens made, and goes on from there; `failed`: they end.
 * A first token that was shown stands.
 */
export const lostWorkNames = ['retried', 'resumed', 'failed'] as const;
export type LostWork = (typeof lostWorkNames)[number];

/** A law of times. */
export type DurationLaw =
  | { readonly distribution: 'fixed'; readonly seconds: Seconds }
  | { readonly distribution: 'exponential'; readonly meanSeconds: Seconds }
  | {
      readonly distribution: 'weibull' | 'lognormal';
      readonly meanSeconds: Seconds;
      readonly cv: number;
    };

/** What happens to the units of one kind (chips, nodes, racks, feeds) of one pool. */
export interface FailureSpec {
  readonly kind: FailureKind;
  readonly pool: string;
  /**
   * Once, to one unit, at an instant; or to each unit, time and again, so long after it came back; or whenever its chips
   * are so hot that they go off, and until they are cool enough.
   */
  readonly when:
    | { readonly atSeconds: Seconds; readonly unit: number }
    | { readonly timeBetween: DurationLaw }
    | { readonly overheats: true };
  /** From the blow until what failed is repaired. */
  readonly duration: DurationLaw;
  /** From then until its replicas serve: weights are loaded again. */
  readonly restartSeconds: Seconds;
  readonly inFlight: LostWork;
  /** Whether a replica that is down draws what an idle one does. */
  readonly powered: boolean;
  /** spot: from the notice, when replicas begin to drain, until they are gone; 0 for other kinds. */
  readonly noticeSeconds: Seconds;
  /** slow-gpu: step time ÷ usual step time; 1 for other kinds. */
  readonly slowdown: number;
  /** upgrade: replicas that are out at a time; 0 for other kinds. */
  readonly atOnce: number;
  readonly nodesPerRack: number;
  readonly racksPerFeed: number;
  /** Present for the kind cooling. */
  readonly cooled?: Cooled;
}

/** How the air or water that comes to chips warms up while its cooling is out, and cools down again after that. */
export interface Cooled {
  readonly kelvinPerSecond: number;
  /** No warmer than so much above what is supplied. */
  readonly mostKelvin: number;
  /** What takes no power meanwhile. */
  readonly stops: StoppedPart;
}

/** What of a cooling plant stops: its chiller alone, while fans and pumps go on, or all of it. */
export const stoppedParts = ['chiller', 'plant'] as const;
export type StoppedPart = (typeof stoppedParts)[number];

/** Which replicas of a pool stand where. */
export interface Placement {
  readonly replicas: number;
  readonly acceleratorsPerReplica: number;
  readonly acceleratorsPerNode: number;
  /** Instances that the chip of a replica is cut into; 1 where replicas have whole chips. */
  readonly perChip: number;
}

/**
 * The replicas (by position in the pool) that each unit of a kind takes with it: all whose chips, whatever group they
 * form, touch it. Replicas stand in order, as many on a node as fit whole; one that needs more than a node has nodes of
 * its own. Racks hold `nodesPerRack` nodes in order, power feeds `racksPerFeed` racks.
 */
export function unitsOf(
  { kind, nodesPerRack, racksPerFeed }: Pick<FailureSpec, 'kind' | 'nodesPerRack' | 'racksPerFeed'>,
  { replicas, acceleratorsPerReplica, acceleratorsPerNode, perChip }: Placement,
): readonly (readonly number[])[] {
  const all = Array.from({ length: replicas }, (_, replica) => replica);
  if (kind === 'cooling') return [all];
  if (kind === 'upgrade' || kind === 'overheat') return all.map((replica) => [replica]);
  if (kind === 'gpu' || kind === 'slow-gpu') {
    if (perChip > 1) {
      const chips = Array.from({ length: Math.ceil(replicas / perChip) }, (_, chip) => chip);
      return chips.map((chip) => all.slice(chip * perChip, (chip + 1) * perChip));
    }
    return all.flatMap((replica) =>
      Array.from({ length: acceleratorsPerReplica }, () => [replica]),
    );
  }
  const perNode = Math.max(1, Math.floor(acceleratorsPerNode / acceleratorsPerReplica));
  const nodesEach = Math.max(1, Math.ceil(acceleratorsPerReplica / acceleratorsPerNode));
  const nodesPerUnit =
    kind === 'rack' ? nodesPerRack : kind === 'power-feed' ? nodesPerRack * racksPerFeed : 1;
  const units: number[][] = [];
  for (const replica of all) {
    const first = Math.floor(replica / perNode) * nodesEach;
    for (let node = first; node < first + nodesEach; node++) {
      const unit = Math.floor(node / nodesPerUnit);
      const touched = units[unit] ?? [];
      if (!touched.includes(replica)) touched.push(replica);
      units[unit] = touched;
    }
  }
  return units;
}
