import type { CompiledPool } from '../../src/compile/compiled.ts';
import { type StepModel, StepTerms, stepSeconds } from '../../src/physics/step-model.ts';
import { PlainAdapters } from './plain-adapters.ts';
import { PlainCache } from './plain-cache.ts';
import { PlainDrafts } from './plain-drafts.ts';
import { loadOf } from './plain-load.ts';
import { PlainOrder } from './plain-order.ts';
import { type Sequence, TIE_SECONDS } from './plain-sequence.ts';
import type { Exercised, ReplicaTotals } from './records.ts';

/** What one sequence does in the step that runs, and the joules that it will have caused at the step's end. */
interface Work {
  readonly sequence: Sequence;
  readonly tokens: number;
  joules: number;
}

interface Step {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly seconds: number;
  readonly work: readonly Work[];
  /** Who could decode, but does not. */
  readonly paused: readonly Sequence[];
}

/**
 * One replica: serving.md "One engine step", sequence by sequence. Nothing is kept that can be counted afresh: free
 * blocks, sums over the batch and the head of the queue are looked for each time.
 */
export class PlainReplica {
  readonly number: number;
  readonly #pool: CompiledPool;
  readonly #model: StepModel;
  readonly #order: PlainOrder;
  readonly #exercised: Exercised;
  /** Without a cache, every step runs every context again, and must have room for all of them. */
  readonly #rerun: boolean;
  readonly #drafts: PlainDrafts;
  readonly #cache: PlainCache | null;
  readonly #adapters: PlainAdapters | null;
  /** In order of admission. */
  running: Sequence[] = [];
  /** In order of arrival at this replica. */
  waiting: Sequence[] = [];
  /** Ahead of all that wait, the last preempted first. */
  preempted: Sequence[] = [];
  /** Sequences that are to decode here, whose keys and values have room, and are on their way or here. */
  incoming: Sequence[] = [];
  /** Blocks of prompts that were computed here and are still to be copied. */
  readonly kept = new Map<Sequence, number>();
  /** Whether others decode what is computed here. */
  readonly #handsOff: boolean;
  step: Step | null = null;
  /** Planned one step ahead: those that came, and blocks of those that ended, which the next plan does not know of. */
  #late: Sequence[] = [];
  #endedBlocks: number[] = [];
  /** A step runs, or has ended at this instant. */
  #isBusy = false;

  /** Who had a first token in the last step. */
  firstTokens: Sequence[] = [];
  /** Prompts of the last step that others are to go on from. */
  handedOff: Sequence[] = [];
  /** A sequence from another replica has its blocks here: its keys and values may come. */
  onReserved: (sequence: Sequence, now: number) => void = () => {};
  /** Sequences of the last step with prompts. */
  #width = 0;

  /** Blocks that are copied before the next step. */
  #moved = 0;
  busySeconds = 0;
  steps = 0;
  preemptions = 0;
  outputTokens = 0;
  prefillJoules = 0;
  decodeJoules = 0;
  peakWatts = 0;
  /** Line of the step time that the last step lay on, and the batch that it had. */
  #lastLine = -1;
  #lastBatch = '';

  constructor(
    number: number,
    pool: CompiledPool,
    model: StepModel,
    exercised: Exercised,
    seed: string,
    handsOff = false,
  ) {
    this.number = number;
    this.#pool = pool;
    this.#order = new PlainOrder(pool.engine, (each) => this.#cache?.find(each).length ?? 0);
    this.#model = model;
    this.#exercised = exercised;
    this.#rerun = pool.decoding?.kind === 'recompute';
    this.#handsOff = handsOff;
    this.#drafts = new PlainDrafts(pool, seed);
    const has = pool.engine.prefixCache === true;
    this.#cache = has ? new PlainCache(pool.engine.blockTokens, exercised) : null;
    this.#adapters =
      pool.adapters === undefined ? null : new PlainAdapters(pool.adapters, exercised);
  }

  enqueue(sequence: Sequence): void {
    sequence.place = 'waiting';
    if (this.#lags && this.#isBusy) this.#late.push(sequence);
    else this.#putInLine(sequence);
  }

  #putInLine(sequence: Sequence): void {
    this.#order.onArrival(sequence, this.waiting);
    this.waiting.push(sequence);
  }

  /** An empty replica goes down, and forgets what it has kept. */
  goDown(): void {
    this.#cache?.clear();
  }

  get #lags(): boolean {
    return this.#pool.engine.asyncScheduling === true;
  }

  get #promptsAlone(): boolean {
    return this.#pool.engine.batching === 'prefill-first';
  }

  /** All that are here. */
  get count(): number {
    return this.running.length + this.waiting.length + this.preempted.length + this.#late.length;
  }

  /** Takes a sequence out that ends, wherever it is here. */
  remove(sequence: Sequence): void {
    if (this.#lags && this.running.includes(sequence)) this.#endedBlocks.push(sequence.blocks);
    this.#late = this.#late.filter((other) => other !== sequence);
    const runs = this.running.includes(sequence);
    if (runs) this.#cache?.leave(sequence);
    this.#takeOut(sequence);
    if (runs) this.#adapters?.leave(sequence, this.running);
  }

  #takeOut(sequence: Sequence): void {
    this.running = this.running.filter((other) => other !== sequence);
    this.waiting = this.waiting.filter((other) => other !== sequence);
    this.preempted = this.preempted.filter((other) => other !== sequence);
    this.incoming = this.incoming.filter((other) => other !== sequence);
  }

  /** Plans the step that starts at `now`, if there is anything to do. */
  plan(now: number): void {
    const planned = this.decide(now);
    if (planned.size > 0) this.#start(now, planned);
  }

  /**
   * Who runs in the step that starts at `now`, and on how many tokens. A plan that was made when the step before began
   * knows nobody who has come since, and nobody who has ended since; with nobody to run, the engine waits and knows all.
   */
  decide(now: number): ReadonlyMap<Sequence, number> {
    let planned = this.#decideWithWhatIsKnown(now);
    if (planned.size === 0) {
      this.#endedBlocks = [];
      this.#catchUp();
      planned = this.#decideWithWhatIsKnown(now);
    }
    this.#exercised.late += this.#late.length;
    this.#catchUp();
    this.#isBusy = planned.size > 0;
    return planned;
  }

  #catchUp(): void {
    for (const sequence of this.#late) this.#putInLine(sequence);
    this.#late = [];
  }

  #decideWithWhatIsKnown(now: number): ReadonlyMap<Sequence, number> {
    for (;;) {
      const here = [this.running, this.waiting, this.preempted, this.incoming];
      if (here.every((sequences) => sequences.length === 0)) return new Map();
      const planned = new Map<Sequence, number>();
      const { budget, preempted } = this.#continueRunning(now, planned);
      if (!preempted) this.#admit(now, budget, planned);
      if (planned.size > 0) return this.#promptsAlone ? this.#pauseDecoding(planned) : planned;
      if (this.#endedBlocks.length > 0) return planned;
      // Nothing is left to run, because all were preempted: plan again at once.
      if (preempted) continue;
      // Blocks that are copied, or are to be filled, come free without a step.
      if (this.incoming.length + this.kept.size > 0) return new Map();
      throw new Error(`replica ${this.number}: the head of the queue never fits`);
    }
  }

  /** Prompts first: while there are any, nobody decodes; who does not has taken no block. */
  #pauseDecoding(planned: Map<Sequence, number>): ReadonlyMap<Sequence, number> {
    const prompts = [...planned].filter(([sequence]) => sequence.phase === 'prefill');
    if (prompts.length === 0) return planned;
    for (const sequence of planned.keys()) {
      if (sequence.phase !== 'decode') continue;
      sequence.blocks = this.#blocksFor(sequence, 0);
      this.#exercised.paused += 1;
    }
    return new Map(prompts);
  }

  /** Tokens of a step's budget. Where prompts come alone, they have it for themselves. */
  #cost(sequence: Sequence, tokens: number): number {
    return this.#promptsAlone && sequence.phase === 'decode' ? 0 : tokens;
  }

  /** Rule 2: running sequences first, in order of admission. */
  #continueRunning(now: number, planned: Map<Sequence, number>) {
    let budget = this.#pool.engine.maxBatchedTokens;
    let preempted = false;
    for (let i = 0; i < this.running.length; i += 1) {
      const sequence = this.running[i]!;
      const tokens = this.#rerun
        ? sequence.contextTokens
        : Math.min(this.#wanted(sequence), budget);
      if (tokens === 0) throw new Error('maxBatchedTokens must not be below maxSequences');
      while (sequence.place === 'running' && !this.#fits(sequence, tokens, budget)) {
        const victim = this.running.pop()!;
        // Tokens that were planned for the victim in this step go back to the budget.
        budget += this.#cost(victim, planned.get(victim) ?? 0);
        planned.delete(victim);
        this.#cache?.leave(victim);
        this.#adapters?.leave(victim, this.running);
        victim.preempt(now, this.#swapOut(victim));
        this.preempted.unshift(victim);
        this.preemptions += 1;
        this.#exercised.preemptions += 1;
        preempted = true;
      }
      if (sequence.place !== 'running') break;
      this.#take(sequence, tokens, planned);
      budget -= this.#cost(sequence, tokens);
    }
    return { budget, preempted };
  }

  #wanted(sequence: Sequence): number {
    if (sequence.phase === 'decode') return 1 + this.#drafts.tokens;
    return sequence.prefillTarget - sequence.computed;
  }

  /** Whether prompts are never cut. */
  get #whole(): boolean {
    return ['static', 'orca'].includes(this.#pool.engine.batching ?? '');
  }

  /** Whether a request has blocks for all that it may come to. */
  get #reserves(): boolean {
    return this.#whole || this.#pool.engine.preemption === 'none';
  }

  /** Whether the head of the queue has to wait although there are places, blocks and tokens. */
  #waits(tokens: number, budget: number, planned: ReadonlyMap<Sequence, number>): boolean {
    const prompts = [...planned.keys()].filter(({ phase }) => phase === 'prefill').length;
    const { batching } = this.#pool.engine;
    if (batching === 'static' && this.running.length > prompts) return true;
    if (batching === 'sarathi' && prompts > 0) return true;
    return this.#whole && prompts > 0 && tokens > budget;
  }

  /** Rule 3: admission in the scheduler's order, stopping at the first that does not fit. */
  #admit(now: number, budgetLeft: number, planned: Map<Sequence, number>): void {
    let budget = budgetLeft;
    for (const sequence of this.incoming.filter(({ place }) => place === 'landed')) {
      if (budget === 0) return;
      this.remove(sequence);
      this.#join(sequence);
      sequence.enterBatch(now);
      this.#take(sequence, 1, planned);
      budget -= 1;
    }
    const { maxSequences } = this.#pool.engine;
    const places = () =>
      maxSequences - this.running.length - this.incoming.length - this.#endedBlocks.length;
    while (budget > 0 && places() > 0) {
      const sequence = this.#first();
      if (sequence === undefined) return;
      if (sequence.isBetweenReplicas) {
        // The last token made has room, too: its step takes none.
        if (!this.#fits(sequence, 1, budget)) return;
        this.remove(sequence);
        this.incoming.push(sequence);
        sequence.blocks = this.#blocksFor(sequence, 1);
        sequence.place = 'transfer';
        this.onReserved(sequence, now);
        continue;
      }
      if (sequence.swapped > 0) {
        if (!this.#swapIn(sequence, now, budget, planned)) return;
        budget -= this.#cost(sequence, planned.get(sequence)!);
        continue;
      }
      if (this.#promptsAlone && [...planned.keys()].some((other) => other.isBack)) return;
      const { prefixSharing } = this.#pool.engine;
      if (prefixSharing === 'awaited' && this.#cache?.awaits(sequence, planned.keys()) === true) {
        this.#exercised.awaited += 1;
        return;
      }
      const tokens = this.#rerun
        ? sequence.contextTokens
        : this.#whole
          ? sequence.prefillTarget
          : Math.min(sequence.prefillTarget - this.#foundTokens(sequence), budget);
      if (this.#waits(tokens, budget, planned)) {
        this.#exercised.barred += 1;
        return;
      }
      const asksFor = this.#pool.engine.reserveFullPrompt ? sequence.prefillTarget : tokens;
      if (!this.#fitsAnew(sequence, asksFor, budget)) {
        if (this.#fits(sequence, tokens, budget)) this.#exercised.heldWhole += 1;
        return;
      }
      this.#takeOut(sequence);
      if (!sequence.wasScheduled) this.#order.onAdmitted(sequence);
      this.#join(sequence);
      this.#cache?.join(sequence);
      sequence.enterBatch(now);
      this.#take(sequence, tokens, planned);
      budget -= tokens;
    }
  }

  #join(sequence: Sequence): void {
    this.#adapters?.join(sequence, this.running);
    this.running.push(sequence);
  }

  /** Copies the blocks of a preempted sequence to host memory, if all of them have room. Returns how many. */
  #swapOut(victim: Sequence): number {
    const room = this.#pool.swap?.blocks ?? 0;
    const taken = this.preempted.reduce((sum, { swapped }) => sum + swapped, 0);
    // a step takes its blocks before it runs: those of this one are not filled yet
    const blocks = this.#blocksFor(victim, 0);
    if (this.#pool.swap === undefined) return 0;
    if (taken + blocks > room) {
      this.#exercised.swapFull += 1;
      return 0;
    }
    this.#moved += blocks;
    this.#exercised.swaps += 1;
    return blocks;
  }

  /** The same way back: whoever has made a token decodes on. Where prompts have steps of their own, nobody else's. */
  #swapIn(
    sequence: Sequence,
    now: number,
    budget: number,
    planned: Map<Sequence, number>,
  ): boolean {
    const rest = sequence.contextTokens - sequence.computed;
    const phase = sequence.made > 0 && rest === 1 ? 'decode' : 'prefill';
    const news = [...planned.keys()].filter((other) => phase === 'decode' || other.isBack);
    const others = news.some((other) => other.phase !== phase);
    if (this.#promptsAlone && others) return false;
    const tokens = Math.min(rest, budget);
    if (phase === 'prefill' && this.#waits(tokens, budget, planned)) return false;
    if (!this.#fits(sequence, tokens, budget)) return false;
    this.#takeOut(sequence);
    this.#join(sequence);
    sequence.enterBatch(now);
    sequence.phase = phase;
    sequence.isBack = phase === 'decode';
    this.#moved += sequence.swapped;
    sequence.swapped = 0;
    this.#take(sequence, tokens, planned);
    return true;
  }

  /** How long copies keep the step waiting that starts now. */
  copySeconds(): number {
    const seconds = this.#moved * (this.#pool.swap?.secondsPerBlock ?? 0);
    this.#moved = 0;
    for (const sequence of this.running) sequence.isBack = false;
    return seconds + (this.#adapters?.loadSeconds() ?? 0);
  }

  /** Who is admitted next: the preempted, then the scheduler's order; whoever's adapter has no slot is passed over. */
  #first(): Sequence | undefined {
    const adapters = this.#adapters;
    if (adapters === null) return this.preempted[0] ?? this.#order.first(this.waiting);
    const mayJoin = (sequence: Sequence) => adapters.mayJoin(sequence, this.running);
    const [preempted, waiting] = [this.preempted.filter(mayJoin), this.waiting.filter(mayJoin)];
    const first = preempted[0] ?? this.#order.first(waiting);
    const ahead = first?.request ?? Infinity;
    if (this.waiting.some(({ request }) => request < ahead)) this.#exercised.passedOver += 1;
    return first;
  }

  #blocksFor(sequence: Sequence, tokens: number): number {
    const { blockTokens } = this.#pool.engine;
    const most = Math.min(
      sequence.spec.promptTokens + sequence.spec.maxTokens,
      this.#pool.contextTokens,
    );
    const held = this.#reserves ? most - 1 : sequence.computed + tokens;
    return this.#pool.stateBlocks + Math.ceil(held / blockTokens);
  }

  #fits(sequence: Sequence, tokens: number, budget: number): boolean {
    if (this.#rerun) return tokens <= budget;
    return this.#blocksFor(sequence, tokens) - sequence.blocks <= this.#free;
  }

  /** The same for a sequence that waits: blocks that it finds and that nobody holds are no longer free then. */
  #fitsAnew(sequence: Sequence, tokens: number, budget: number): boolean {
    if (this.#cache === null) return this.#fits(sequence, tokens, budget);
    const found = this.#cache.find(sequence);
    const { blockTokens } = this.#pool.engine;
    const blocks = Math.ceil((found.length * blockTokens + tokens) / blockTokens) - found.length;
    return blocks + this.#cache.unheldOf(found) <= this.#free;
  }

  #foundTokens(sequence: Sequence): number {
    return (this.#cache?.find(sequence).length ?? 0) * this.#pool.engine.blockTokens;
  }

  /** Blocks that no sequence holds; those that a prefix cache keeps for nobody are among them. */
  get #free(): number {
    let free = this.#pool.kvBlocks - (this.#cache?.heldBlocks ?? 0);
    for (const other of [...this.running, ...this.incoming]) {
      free -= other.blocks - other.kept.length + other.doubles;
    }
    for (const blocks of this.kept.values()) free -= blocks;
    for (const blocks of this.#endedBlocks) free -= blocks;
    return free;
  }

  #take(sequence: Sequence, tokens: number, planned: Map<Sequence, number>): void {
    if (!this.#rerun) {
      const blocks = this.#blocksFor(sequence, tokens);
      this.#cache?.makeRoom(blocks - sequence.blocks, this.#free);
      sequence.blocks = blocks;
    }
    const shares = this.#cache !== null && this.#pool.engine.prefixSharing === undefined;
    if (shares && sequence.phase === 'prefill') this.#cache?.schedule(sequence, tokens);
    planned.set(sequence, tokens);
  }

  /** Rule 4: the step's seconds and joules, from sums over its sequences. */
  #start(now: number, planned: ReadonlyMap<Sequence, number>): void {
    const load = loadOf(planned, this.#rerun);
    const { decoding, context, prefill } = load;
    const terms = new StepTerms();
    if (prefill.sequences > 0) this.#width = planned.size;
    // in a static batch, whoever has ended is still computed
    const width = this.#pool.engine.batching === 'static' ? this.#width : decoding;
    const padding = prefill.sequences > 0 ? 0 : width - decoding;
    if (padding > 0) this.#exercised.paddedSteps += 1;
    if (prefill.sequences === 0) this.#model.decode(width, terms);
    else this.#model.mixed(decoding, prefill, terms, undefined, context);
    const drafting = this.#drafts.cost(load);
    const seconds = stepSeconds(terms, context) + drafting.seconds + this.copySeconds();
    const own = this.ownJoules(planned, terms);
    const padded = padding * terms.tokenJoules;
    const spent = terms.sharedJoules + padded + drafting.sharedJoules + terms.staticWatts * seconds;
    const saved = Math.max(0, spent + own - terms.limitWatts * seconds);
    if (saved > 0) this.#exercised.cappedSteps += 1;
    this.begin(now, planned, seconds, terms, (spent - saved) / planned.size);
    this.#noticeCrossing(terms, context, prefill.sequences > 0, planned);
  }

  /** Starts a step of `seconds` in which each sequence owns `shared` joules beside its own. */
  begin(
    now: number,
    planned: ReadonlyMap<Sequence, number>,
    seconds: number,
    terms: Readonly<StepTerms>,
    shared: number,
  ): void {
    const work = [...planned].map(([sequence, tokens]) => ({
      sequence,
      tokens,
      joules: shared + this.#ownJoulesOf(sequence, tokens, terms),
    }));
    const paused = this.running.filter((sequence) => !planned.has(sequence));
    this.step = { startSeconds: now, endSeconds: now + seconds, seconds, work, paused };
  }

  /** What the sequences of a step cause by themselves. */
  ownJoules(planned: ReadonlyMap<Sequence, number>, terms: Readonly<StepTerms>): number {
    let sum = 0;
    for (const [sequence, tokens] of planned) sum += this.#ownJoulesOf(sequence, tokens, terms);
    return sum;
  }

  #ownJoulesOf(sequence: Sequence, tokens: number, terms: Readonly<StepTerms>): number {
    return sequence.phase === 'decode' && !this.#rerun
      ? terms.tokenJoules +
          terms.contextJoules * sequence.computed +
          this.#drafts.decodeJoules(sequence)
      : this.#model.chunkJoules(tokens, sequence.computed) +
          this.#drafts.chunkJoules(tokens, sequence.computed);
  }

  /** Ends the step that runs: its time passes, its joules flow, its tokens appear. Returns who is complete. */
  endStep(): Sequence[] {
    const step = this.step!;
    const now = step.endSeconds;
    this.#spend(step, 1);
    this.steps += 1;
    this.step = null;
    this.handedOff = [];
    this.firstTokens = [];
    this.#endedBlocks = [];
    this.#cache?.endStep();
    const completed: Sequence[] = [];
    const decoded = new Set(step.work.map((w) => w.sequence).filter((s) => s.phase === 'decode'));
    for (const { sequence, tokens } of step.work) {
      const kept = sequence.phase === 'decode' ? this.#drafts.kept(sequence) : 1;
      if (!this.#rerun) sequence.computed += sequence.phase === 'decode' ? kept : tokens;
      // Blocks of drafted tokens that were refused are free again.
      sequence.blocks = this.#blocksFor(sequence, 0);
      this.#cache?.keep(sequence);
      if (sequence.phase === 'prefill') {
        sequence.prefillSteps += 1;
        if (!this.#rerun && sequence.computed < sequence.prefillTarget) continue;
        if (sequence.prefillSteps > 1) this.#exercised.chunkedPrompts += 1;
        sequence.phase = 'decode';
      }
      if (sequence.made === 0) this.firstTokens.push(sequence);
      sequence.makeTokens(kept, now);
      this.#order.onToken(sequence);
      this.outputTokens += kept;
      this.#exercised.draftsRefused += 1 + this.#drafts.tokens - kept;
      if (sequence.made === sequence.outputTokens) completed.push(sequence);
      else if (this.#handsOff) this.handedOff.push(sequence);
    }
    // Whose prompt has just ended leaves first, then the others by request: a cache can tell.
    const rank = (s: Sequence) => (decoded.has(s) ? s.request : -1);
    completed.sort((a, b) => rank(a) - rank(b));
    for (const sequence of [...completed, ...this.handedOff]) this.remove(sequence);
    for (const sequence of this.handedOff) this.kept.set(sequence, sequence.blocks);
    return completed;
  }

  /** The run is cut at `now`: of the step that runs, the share until then is counted; its power is even. */
  cut(now: number): void {
    const step = this.step;
    this.step = null;
    // A step that would begin at the cut does not.
    if (step === null || now <= step.startSeconds + TIE_SECONDS) return;
    this.#spend(step, (now - step.startSeconds) / step.seconds);
    this.steps += 1;
  }

  #spend(step: Step, share: number): void {
    const seconds = share === 1 ? step.seconds : step.seconds * share;
    this.busySeconds += seconds;
    let joules = 0;
    for (const sequence of step.paused) sequence.decodeSeconds += seconds;
    for (const { sequence, joules: own } of step.work) {
      joules += own;
      sequence.joules += own * share;
      if (sequence.phase === 'prefill') {
        sequence.prefillSeconds += seconds;
        this.prefillJoules += own * share;
      } else {
        sequence.decodeSeconds += seconds;
        this.decodeJoules += own * share;
      }
    }
    this.peakWatts = Math.max(this.peakWatts, joules / step.seconds);
  }

  #noticeCrossing(
    terms: Readonly<StepTerms>,
    context: number,
    prefills: boolean,
    planned: ReadonlyMap<Sequence, number>,
  ): void {
    const lines = [
      terms.a0 + terms.b0 * context,
      terms.a1 + terms.b1 * context,
      terms.a2 + terms.b2 * context,
      terms.a3 + terms.b3 * context,
    ];
    const line = lines.indexOf(Math.max(...lines));
    const batch = prefills ? '' : [...planned.keys()].map((s) => s.request).join();
    if (batch !== '' && batch === this.#lastBatch && line !== this.#lastLine) {
      this.#exercised.crossings += 1;
    }
    this.#lastLine = line;
    this.#lastBatch = batch;
  }

  totals(endSeconds: number): ReplicaTotals {
    return {
      replica: this.number,
      busySeconds: this.busySeconds,
      steps: this.steps,
      preemptions: this.preemptions,
      outputTokens: this.outputTokens,
      prefillJoules: this.prefillJoules,
      decodeJoules: this.decodeJoules,
      idleJoules: this.#pool.idleWatts * (endSeconds - this.busySeconds),
      peakWatts: this.peakWatts,
    };
  }
}
