import type { Content } from '../policy/content.ts';

/**
 * Fields of a request in flight. A request is a handle (a small whole number) into one Float64Array with a fixed stride:
 * all that is known of a request lies in ten neighbouring cache lines, and a row is reused once it was recorded.
 */
export const field = {
  // who asks, and what for
  id: 0,
  workload: 1,
  tenant: 2,
  arrival: 3,
  prompt: 4,
  /** Tokens that the answer will have: known to the engine alone. */
  output: 5,
  maxTokens: 6,
  predicted: 7,
  priority: 8,
  measured: 9,
  /** Client of a closed loop, −1 otherwise. */
  client: 10,
  // where it stands
  replica: 11,
  state: 12,
  /** Tokens to compute before the next token appears: prompt + tokens made. */
  target: 13,
  /** Tokens with KV present, as of the last step of prefill, or at the join of decode. */
  computed: 14,
  /** Tokens made, as of the join of decode. */
  made: 15,
  /** Decode counter of the replica at the join, and the one at which the sequence is done. */
  joinCounter: 16,
  finishCounter: 17,
  /** Seconds of prefill before it was lost last: nothing that they computed moves on. */
  lostPrefillSeconds: 18,
  /** Neighbours in the running list (order of admission). */
  previous: 19,
  next: 20,
  /** Running sum of shared joules per sequence at the join. */
  shareAtJoin: 21,
  // what it has been through
  since: 22,
  scheduled: 23,
  firstToken: 24,
  lastToken: 25,
  prefillSeconds: 26,
  decodeSeconds: 27,
  preemptedSeconds: 28,
  worstGap: 29,
  joules: 30,
  preemptions: 31,
  // how it ends
  deadline: 32,
  deadlinePosition: 33,
  end: 34,
  outcome: 35,
  sloMet: 36,
  // its way through the API server; all 0 and −1 without one
  sent: 37,
  /** Instant at which its scheduler has it. */
  ready: 38,
  readyPosition: 39,
  // what failures did to it
  /** Replicas that it was sent to, as far as they did not give it back of their own accord; 1 without failures. */
  attempts: 40,
  /** Seconds in the APIs of replicas that lost it. */
  lostHostSeconds: 41,
  /** Joules that it had cost when it was lost last, and began anew. */
  lostJoules: 42,
  // its way over the cores of hosts; 0 without
  /** Instant at which the stage that runs ends. */
  hostDue: 43,
  hostPosition: 44,
  /** Seconds in the stages after its last token. */
  hostAfter: 45,
  /** Task or session of its workload, and its place in it, from 0; −1 without. */
  session: 46,
  turn: 47,
  // from the replica that computes its prompt to the one that decodes
  /** The group of the replicas that it is with, or goes to. */
  group: 48,
  /** The replica that computed its prompt and keeps its blocks until they are copied; −1 without one. */
  source: 49,
  transferSeconds: 50,
  /** Instant at which its keys and values arrive. */
  landing: 51,
  landingPosition: 52,
  // what its client asked; −1 and nothing else where clients do no more than wait
  /** Number of the question: position of its first request among all first requests. */
  question: 53,
  /** Requests for it so far, this one included, and the instant of the first. */
  tries: 54,
  asked: 55,
  /** Instant at which its client loses patience; Infinity = never. */
  patience: 56,
  /** Outcome if nothing happens until the deadline. */
  leaves: 57,
  // with a prefix cache
  /** Full blocks that it holds there, from its prompt's start on. */
  keptBlocks: 58,
  /** Tokens of its prompt that were there when it was scheduled first. */
  cachedTokens: 59,
  /** Instant by which its trace says that its answer is due; Infinity where it says none. */
  due: 60,
  /** Blocks that wait in host memory for it to be admitted again; 0 = none. */
  swappedBlocks: 61,
  /** What of its question it is: see `copy`. */
  copy: 62,
  /** Position among users' requests, in order of arrival; `id` counts calls, too. Of a call, that of its user's request. */
  request: 63,
  /** Images of its prompt, which stand before its text. */
  images: 64,
  /** Tokens of its answer in multiples of those at an effort of 1. */
  effort: 65,
  // its way from its client to its replica's site and back; all 0 and −1 where no client is far
  /** Instants at which it left, and at which it is there. */
  waySent: 66,
  wayDue: 67,
  wayPosition: 68,
  /** What the way to the site that it was sent to takes, one way. */
  oneWay: 69,
  /** Seconds on the way to replicas that lost it before they scheduled it. */
  lostWaySeconds: 70,
  /** Instant at which it came to the cluster, when who may wait had waited; NaN before. */
  entered: 71,
  // where replicas are rented; else 0
  /** Dollars of its part of the time of steps, without those since it joined decode. */
  usd: 72,
  /** Running sum of them per sequence at the join. */
  usdAtJoin: 73,
  // up to 79 are free
} as const;

export const STRIDE = 80;

/** Where a request stands. */
export const state = {
  /** Waits for its first step, at a replica or in the central queue. */
  waiting: 0,
  /** Lost its blocks and waits to be computed again. */
  preempted: 1,
  prefill: 2,
  decode: 3,
  ended: 4,
  /** Had its first step, lost everything with its replica, and waits for another one. */
  lost: 5,
  /** Its last token came; hosts work on the answer. */
  after: 6,
  /** Its prompt is computed elsewhere: it waits for blocks on a replica that decodes. */
  handedOff: 7,
  /** Has its blocks there, and its keys and values are on their way. */
  transfer: 8,
  /** They have come: it joins the next step. */
  landed: 9,
  /** A user's request that a program of calls answers. */
  program: 10,
  /** Waits outside the cluster for cleaner or cheaper power. */
  held: 11,
  /** Its images are encoded elsewhere: their embeddings come, or it waits for its prompt to be computed. */
  encoded: 12,
  /** Its last token was made, and is on its way to the client. */
  returning: 13,
} as const;

/** Whether somebody waits for a request. */
export const copy = {
  /** A client does: it is recorded, and counted. */
  none: 0,
  /** Nobody: its answer is thrown away, and its joules are booked apart. */
  shadow: 1,
  /** A program does: its `question` is the row of the user's request, its `client` its number among the program's calls. */
  call: 2,
  /** From here on: a client does not any more, or not yet, since another copy of the same request answers it. */
  hedge: 3,
} as const;

/** Order of arrival, of handles. */
export function byRequest(rows: Float64Array): (a: number, b: number) => number {
  return (a, b) => rows[a * STRIDE + field.id]! - rows[b * STRIDE + field.id]!;
}

/** Resets what a row's last user went through; the fields before `replica` are written when a request arrives. */
export function clearProgress(rows: Float64Array, base: number): void {
  rows[base + field.replica] = -1;
  rows[base + field.state] = state.waiting;
  rows[base + field.scheduled] = Number.NaN;
  rows[base + field.firstToken] = Number.NaN;
  rows[base + field.computed] = 0;
  rows[base + field.made] = 0;
  rows[base + field.since] = 0;
  rows[base + field.lastToken] = 0;
  rows[base + field.prefillSeconds] = 0;
  rows[base + field.lostPrefillSeconds] = 0;
  rows[base + field.decodeSeconds] = 0;
  rows[base + field.preemptedSeconds] = 0;
  rows[base + field.worstGap] = 0;
  rows[base + field.joules] = 0;
  rows[base + field.usd] = 0;
  rows[base + field.preemptions] = 0;
  rows[base + field.deadlinePosition] = -1;
  rows[base + field.sent] = 0;
  rows[base + field.ready] = 0;
  rows[base + field.readyPosition] = -1;
  rows[base + field.attempts] = 1;
  rows[base + field.lostHostSeconds] = 0;
  rows[base + field.lostJoules] = 0;
  rows[base + field.hostAfter] = 0;
  rows[base + field.session] = -1;
  rows[base + field.turn] = -1;
  rows[base + field.source] = -1;
  rows[base + field.question] = -1;
  rows[base + field.transferSeconds] = 0;
  rows[base + field.keptBlocks] = 0;
  rows[base + field.cachedTokens] = 0;
  rows[base + field.due] = Number.POSITIVE_INFINITY;
  rows[base + field.swappedBlocks] = 0;
  rows[base + field.landingPosition] = -1;
  rows[base + field.copy] = copy.none;
  rows[base + field.images] = 0;
  rows[base + field.effort] = 1;
  rows[base + field.waySent] = 0;
  rows[base + field.wayDue] = 0;
  rows[base + field.wayPosition] = -1;
  rows[base + field.oneWay] = 0;
  rows[base + field.lostWaySeconds] = 0;
  rows[base + field.entered] = Number.NaN;
}

/** The requests in flight; grows by doubling, hands out the row that was freed last. */
export class RequestTable {
  /** Replaced when the table grows: never keep it across an `allocate`. */
  rows = new Float64Array(1024 * STRIDE);
  /** What the prompt of each request begins with; null where it shares nothing. */
  readonly contents: (Content | null)[] = [];
  #free: Int32Array = new Int32Array(1024);
  #freeCount = 0;
  #used = 0;

  /** Rows in use. */
  get size(): number {
    return this.#used - this.#freeCount;
  }

  allocate(): number {
    if (this.#freeCount > 0) return this.#free[--this.#freeCount]!;
    if ((this.#used + 1) * STRIDE > this.rows.length) this.#grow();
    return this.#used++;
  }

  release(handle: number): void {
    if (this.#freeCount === this.#free.length) {
      const wider = new Int32Array(this.#free.length * 2);
      wider.set(this.#free);
      this.#free = wider;
    }
    this.#free[this.#freeCount++] = handle;
  }

  #grow(): void {
    const wider = new Float64Array(this.rows.length * 2);
    wider.set(this.rows);
    this.rows = wider;
  }
}
