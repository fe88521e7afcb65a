import type { CompiledScenario, HandOffSpec } from '../../src/compile/compiled.ts';
import { type Sequence, TIE_SECONDS } from './plain-sequence.ts';

interface Transfer {
  readonly sequence: Sequence;
  readonly endSeconds: number;
}

/**
 * Keys and values on their way from the replica that computed them to the one that decodes. A replica's adapters carry
 * one sequence at a time, in or out, in the order in which blocks were taken for them.
 */
export class PlainTransfers {
  readonly #scenario: CompiledScenario;
  #underway: Transfer[] = [];
  /** When the adapters of each replica are free again. */
  readonly #freeSeconds = new Map<number, number>();

  constructor(scenario: CompiledScenario) {
    this.#scenario = scenario;
  }

  get nextSeconds(): number {
    return Math.min(Infinity, ...this.#underway.map(({ endSeconds }) => endSeconds));
  }

  begin(sequence: Sequence, now: number): void {
    const ends = [sequence.source, sequence.replica];
    const networks = ends.map((replica) => this.#networkOf(replica));
    const bandwidth = Math.min(...networks.map(({ bytesPerSecond }) => bytesPerSecond));
    const latency = Math.max(...networks.map(({ latencySeconds }) => latencySeconds));
    const free = ends.map((replica) => this.#freeSeconds.get(replica) ?? 0);
    const started = Math.max(now, ...free);
    const carried = started + this.#bytesLeft(sequence, bandwidth) / bandwidth;
    for (const replica of ends) this.#freeSeconds.set(replica, carried);
    this.#underway.push({ sequence, endSeconds: carried + latency });
  }

  /** Takes out what has arrived by `now`, in order of arrival. */
  land(now: number): Transfer[] {
    const isHere = ({ endSeconds }: Transfer) => endSeconds <= now + TIE_SECONDS;
    const landed = this.#underway.filter(isHere);
    this.#underway = this.#underway.filter((transfer) => !isHere(transfer));
    return landed.sort(
      (a, b) => a.endSeconds - b.endSeconds || a.sequence.request - b.sequence.request,
    );
  }

  /** What the adapters could not carry while the prompt was computed; its last layer at least. */
  #bytesLeft(sequence: Sequence, bandwidth: number): number {
    const { bytesPerToken, bytesPerSequence, streamedLayers } = this.#handOffTo(sequence.group);
    const bytes = bytesPerSequence + bytesPerToken * sequence.spec.promptTokens;
    if (streamedLayers === 1) return bytes;
    return Math.max(bytes / streamedLayers, bytes - bandwidth * sequence.prefillSeconds);
  }

  #handOffTo(group: number): HandOffSpec {
    return this.#scenario.groups.find(({ handOff }) => handOff?.group === group)!.handOff!;
  }

  #networkOf(replica: number) {
    return this.#scenario.pools.find(
      ({ firstReplica, replicas }) => replica >= firstReplica && replica < firstReplica + replicas,
    )!.network!;
  }
}
