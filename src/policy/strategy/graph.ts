import { logistic } from '../../quality/logit.ts';
import type { AnswerId } from '../../quality/samples.ts';
import { Calls } from './calls.ts';
import {
  abstention,
  type Call,
  type Decision,
  type Delivered,
  heldBack,
  type StrategyDefinition,
  waitOn,
} from './port.ts';
import type { Sampled } from './sampling.ts';
import { plainVote } from './votes.ts';

/** One call of a graph; others are named by their place in its list, and come before it. */
export interface GraphCall {
  readonly role: 'text' | 'answer' | 'score';
  readonly tier: number;
  /** Texts that its prompt holds. */
  readonly after: readonly number[];
  /** Whether it waits for all of them, or reads the first that ends. */
  readonly join: 'all' | 'first';
  /** The answer that a score is about; null of others. */
  readonly judges: number | null;
  /** Score that an answer must reach to pass; 0 of others. */
  readonly threshold: number;
}

export interface GraphOptions {
  readonly calls: readonly GraphCall[];
  /** Whether an answer that fails a check is held back. */
  readonly mustPass: boolean;
}

/** Of a call: its branch, −1 before it is asked for, and what it said. */
interface Place {
  readonly call: GraphCall;
  state: 'waiting' | 'open' | 'ended' | 'lost';
  branch: number;
  answer: AnswerId | null;
  /** Score above the threshold. */
  margin: number;
  /** When it ended, as a rank. */
  order: number;
}

/**
 * Calls and edges as they are written. A call is asked for when what it reads has ended, and is lost where that is; a text that
 * nobody waits for any more is cancelled. Answers that are judged compete by the least of their scores above the thresholds,
 * others vote.
 */
export const graph: StrategyDefinition<GraphOptions> = {
  create({ calls: written, mustPass }) {
    const calls = new Calls();
    const places = written.map((call): Place => ({ call, ...nothing }));
    const byBranch: Place[] = [];
    let ended = 0;

    const ask = (place: Place, sources: readonly Place[]): Call => {
      const { role, tier } = place.call;
      const judged = role === 'score' ? sources[0]! : null;
      const texts = judged === null ? sources : [...textsOf(judged, places), judged];
      const after = texts.map(({ branch }) => branch);
      const kind = role === 'answer' ? 'sample' : role;
      const call = calls.ask(kind, tier, after, judged?.branch ?? null);
      place.state = 'open';
      place.branch = call.branch;
      byBranch[call.branch] = place;
      return call;
    };
    const next = (): Decision => {
      const asked: Call[] = [];
      for (const place of places) {
        if (place.state !== 'waiting') continue;
        const sources = sourcesOf(place.call, places);
        if (sources === null || judgesNone(place, sources)) place.state = 'lost';
        else if (sources.every(({ state }) => state === 'ended')) asked.push(ask(place, sources));
      }
      const cancelled = withdrawn(places);
      for (const branch of cancelled) calls.end(branch);
      if (calls.openCount === 0) return { ...calls.deliver(pick(places, mustPass)), cancelled };
      if (asked.length === 0 && cancelled.length === 0) return waitOn;
      return { calls: asked, cancelled, delivered: null };
    };
    return {
      begin: next,
      onFinished({ branch, answer, score }) {
        if (calls.end(branch) === null) return waitOn;
        const place = byBranch[branch]!;
        place.state = 'ended';
        place.order = ended++;
        place.answer = answer;
        place.margin = (score ?? -Infinity) - place.call.threshold;
        return next();
      },
      onLost(branch) {
        if (calls.end(branch) === null) return waitOn;
        byBranch[branch]!.state = 'lost';
        return next();
      },
      onDeadline: () => pick(places, mustPass),
    };
  },
};

const nothing = {
  state: 'waiting',
  branch: -1,
  answer: null,
  margin: -Infinity,
  order: Infinity,
} as const;

/** What a call reads, of which it waits for all that have not ended; null where it can never be asked for. */
function sourcesOf(
  { judges, after, join }: GraphCall,
  places: readonly Place[],
): readonly Place[] | null {
  const named = (judges === null ? after : [judges]).map((at) => places[at]!);
  if (join === 'all') return named.some(({ state }) => state === 'lost') ? null : named;
  const left = named.filter(({ state }) => state !== 'lost');
  if (left.length === 0) return null;
  return [left.reduce((first, each) => (each.order < first.order ? each : first))];
}

/** Whether a call would score an answer that was cut off, which is none. */
function judgesNone({ call }: Place, [judged]: readonly Place[]): boolean {
  return call.role === 'score' && judged?.state === 'ended' && judged.answer === null;
}

/** The texts that the prompt of a call held. */
function textsOf({ call }: Place, places: readonly Place[]): readonly Place[] {
  return sourcesOf(call, places) ?? [];
}

/** Gives up the texts that nobody waits for any more; returns the branches of those that run. */
function withdrawn(places: readonly Place[]): readonly number[] {
  const wanted = new Set<number>();
  const running: number[] = [];
  for (let at = places.length - 1; at >= 0; at--) {
    const place = places[at]!;
    const { call, state } = place;
    if (state !== 'waiting' && state !== 'open') continue;
    if (call.role === 'text' && !wanted.has(at)) {
      place.state = 'lost';
      if (state === 'open') running.push(place.branch);
    } else if (state === 'waiting') {
      for (const each of call.after) wanted.add(each);
    }
  }
  return running;
}

function pick(places: readonly Place[], mustPass: boolean): Delivered {
  const answered: Sampled[] = [];
  for (const { branch, answer } of places)
    if (answer !== null) answered.push({ branch, answer, score: null });
  if (!places.some(({ call }) => call.judges !== null)) return plainVote(answered);
  let best: { readonly answer: AnswerId; readonly margin: number } | null = null;
  for (const [at, { answer }] of places.entries()) {
    if (answer === null) continue;
    const scores = places.filter(({ call }) => call.judges === at);
    const margin = Math.min(...scores.map((each) => each.margin));
    if (best === null || margin > best.margin) best = { answer, margin };
  }
  if (best === null) return abstention;
  if (mustPass && best.margin < 0) return heldBack;
  return { answer: best.answer, confidence: logistic(best.margin) };
}
