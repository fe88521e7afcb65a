import type { Mutation } from './mutants.ts';

/** A rule that ends a stretch, or wakes what waits for its end, and the change of the source that switches it off. */
export interface Rule extends Mutation {
  readonly rule: string;
}

export const rules: readonly Rule[] = [
  {
    rule: 'the earliest finish ends a stretch',
    find: 'kv.stepsWithBlocks(this.counter, this.finish.topKey - this.counter)',
    replace: 'kv.stepsWithBlocks(this.counter, 1e6)',
  },
  {
    rule: 'blocks that run out end a stretch',
    find: 'kv.stepsWithBlocks(this.counter, this.finish.topKey - this.counter)',
    replace: 'this.finish.topKey - this.counter',
  },
  {
    rule: 'a step with prompt chunks is a stretch of its own',
    find: 'let limit = 1;',
    replace:
      'let limit = kv.stepsWithBlocks(this.counter, Math.min(8, this.finish.topKey - this.counter));',
  },
  {
    rule: 'a step after a preemption has length 1',
    find: 'this.pool.stepwise || preempted || this.#rank.watchesOrder',
    replace: 'this.pool.stepwise || this.#rank.watchesOrder',
  },
  {
    rule: 'a sequence holds blocks for its state',
    find: 'return tokens === 0 ? 0 : this.stateBlocks + Math.ceil(tokens / this.blockTokens);',
    replace: 'return Math.ceil(tokens / this.blockTokens);',
  },
  {
    rule: 'a shortage of blocks at a boundary ends the stretch',
    find: 'const shortage = batch.kv.demandOver(batch.counter, steps + 1) > batch.kv.free;',
    replace: 'const shortage = false;',
  },
  {
    rule: 'a head that fits at a boundary ends the stretch',
    find: '!incoming.anyLanded && !this.admissible(steps);',
    replace: '!incoming.anyLanded;',
  },
  {
    rule: 'an arrival that may be admitted cuts the stretch',
    find: 'if (steps < this.#planned && this.#rank.admissible(steps)) this.#schedule(steps);',
    replace: '',
  },
  {
    rule: 'whoever was served may bring another to the head, who fits',
    find: 'return this.hasPlace;',
    replace: 'return false;',
  },
  {
    rule: 'steps that are not booked count when somebody comes back to the queue',
    find: 'const unbooked = this.#rank.byService && !settled ? stretch.stepsOver(seconds) : 0;',
    replace: 'const unbooked = 0;',
  },
  {
    rule: 'whoever comes back to the queue is lifted',
    find: 'if (missing > 0) account.counter += missing;',
    replace: '',
  },
  {
    rule: 'the token at the end of a prompt is served too',
    find: 'batch.service?.onServed(handle, 0, 1);',
    replace: '',
  },
  {
    rule: 'an arrival wakes an idle replica',
    find: 'if (this.#phase === phase.idle || this.#phase === phase.holding) {',
    replace: 'if (this.#phase === phase.idle && this.received < 3) {',
  },
  {
    rule: 'a head that an expiry sets free cuts the stretch',
    find: 'if (this.line.size > 0) this.#headChanged(this.line.head, seconds);\n    return true;',
    replace: 'return true;',
  },
  {
    rule: 'a running client that gives up cuts the stretch',
    find: 'this.#leaving.add(handle);\n      if (this.#phase === phase.stepping) this.#cut(seconds);',
    replace: 'this.#leaving.add(handle);',
  },
  {
    rule: 'those who gave up leave at the next boundary',
    find: 'if (this.#leaving.size > 0) this.#expireLeaving(now);\n    this.#prompts',
    replace: 'this.#prompts',
  },
  {
    rule: 'those who give up at a boundary leave before what else happens at its instant',
    find: 'if (this.#phase === phase.planning) this.#expireLeaving(this.batch.boundarySeconds);',
    replace: '',
  },
  {
    rule: 'a steeper line takes over within a stretch',
    find: 'this.#bend(terms, sequences, [v0, v1, v2, v3]);',
    replace: '',
  },
  {
    rule: 'a third line takes over within a stretch',
    find: 'const second = nextPiece(this.#a1, this.#b1, this.#start1, values, slopes);',
    replace: 'const second = null as Piece | null;',
  },
  {
    rule: 'a step that would exceed its cap spends the cap',
    find: 'const share = (spent - savedJoules(batch, 0, steps)) / scheduled;',
    replace: 'const share = spent / scheduled;',
  },
  {
    rule: 'what a cap saves is summed on either side of where another line takes over',
    find: 'const end = Math.min(stretch.nextPiece(start), to);',
    replace: 'const end = to;',
  },
  {
    rule: 'a step with prompts is judged at the context of those that decode beside it',
    find: ', undefined, context)',
    replace: ')',
  },
  {
    rule: 'data ranks spend their caps',
    find: 'return Math.max(0, spent - (limitWatts - staticWatts) * seconds);',
    replace: 'return 0;',
  },
  {
    rule: 'a range of gaps ends where another line takes over',
    find: 'const to = Math.min(steps, stretch.nextPiece(from));',
    replace: 'const to = steps;',
  },
  {
    rule: 'a boundary waits for what else happens at its instant before it plans',
    find: 'if (calendar.nextTimeBeside(this.#slot) <= due) calendar.set(this.#slot, due, lane.plan);\n    else this.#plan();',
    replace: 'this.#plan();',
  },
  {
    rule: 'what comes first at an instant comes first although rounding puts it up to 1 ns later',
    find: 'return seconds + ties[eventLane] * TIE_SECONDS;',
    replace: 'return seconds;',
  },
  {
    rule: 'what cuts a stretch counts a boundary up to 1 ns before it',
    find: 'Math.max(this.firstBoundaryAtOrAfter(seconds - TIE_SECONDS), done + 1)',
    replace: 'Math.max(this.firstBoundaryAtOrAfter(seconds), done + 1)',
  },
  {
    rule: 'a scheduler has a request only when the API is done with it',
    find: 'if (apiSeconds > 0 && !isRead) this.#api.put(handle, seconds, seconds + apiSeconds);\n    else this.#handOver(handle, facts, seconds);',
    replace: 'this.#handOver(handle, facts, seconds);',
  },
  {
    rule: 'a client that gives up leaves the API at once',
    find: 'return this.#api.giveUp(handle);',
    replace: 'return false;',
  },
  {
    rule: 'the end of the run ends a stretch within its step',
    find: 'if (!batch.settled) batch.settleUntil(seconds);',
    replace: '',
  },
  {
    rule: 'without a cache a prompt is never cut',
    find: 'if (!this.holdsKv) return Number.POSITIVE_INFINITY;',
    replace: '',
  },
  {
    rule: 'a walked batch is settled after every step',
    find: 'batch.walk !== null || ',
    replace: '',
  },
  {
    rule: 'a walked sequence owns the joules of its step',
    find: 'rows[base + field.joules]! += this.model.sequenceJoules(cached);',
    replace: '',
  },
  {
    rule: 'an answer has as many tokens as it has, however many drafts are accepted',
    find: 'const kept = Math.min(left, 1 + this.#accepted(base));',
    replace: 'const kept = 1 + this.#accepted(base);',
  },
  {
    rule: 'refused drafts give their blocks back',
    find: 'this.#kv.keep(cached, kept);',
    replace: '',
  },
  {
    rule: 'drafts have blocks before their step',
    find: 'if (this.#stepTokens > 1) return this.#growth;',
    replace: '',
  },
  {
    rule: 'drafts take of the budget of a step',
    find: 'return this.maxBatchedTokens - decoding * this.decodeTokens;',
    replace: 'return this.maxBatchedTokens - decoding;',
  },
  {
    rule: 'what has no blocks for the drafts of its last step is rejected',
    find: '(spec.kvBlocks - spec.stateBlocks) * spec.engine.blockTokens + 2 - queriesOf(spec),',
    replace: '(spec.kvBlocks - spec.stateBlocks) * spec.engine.blockTokens + 1,',
  },
  {
    rule: 'data ranks step as long as the slowest takes',
    find: 'seconds = Math.max(seconds, stepSeconds(terms, context));',
    replace: 'seconds = stepSeconds(terms, context);',
  },
  {
    rule: 'a request goes to the data rank with the fewest',
    find: 'this.#outstanding.indexOf(Math.min(...this.#outstanding))',
    replace: '0',
  },
  {
    rule: 'all scheduled sequences own equally what flows whoever runs',
    find: 'const part = (batch.decodingNow + batch.chunks.count) / scheduled;',
    replace: 'const part = 1 / busy;',
  },
  {
    rule: 'those who gave up leave data ranks at the next boundary',
    find: '    }\n    this.#expireLeaving(now);',
    replace: '    }',
  },
  {
    rule: 'a replica takes requests when its start is over',
    find: 'this.#ready[position] = seconds + this.#startSeconds();',
    replace: 'this.#ready[position] = seconds;',
  },
  {
    rule: 'a replica that drains takes no more',
    find: 'this.#host.fleet.drain(this.#replicas[position]!.index, seconds);',
    replace: '',
  },
  {
    rule: 'the first request at no replica starts one at once',
    find: 'if ((this.#books.meters[group]?.outstanding ?? 0) > 0) this.#byGroup[group]?.wake(seconds);',
    replace: '',
  },
  {
    rule: 'a replica that is down draws what its platform says',
    find: "this.#host.fleet.fail([index], seconds, 'failed', this.#scaling.idlesWhenDown);",
    replace: "this.#host.fleet.fail([index], seconds, 'failed', true);",
  },
  {
    rule: 'data ranks wait for what else happens at an instant before they plan',
    find: 'if (calendar.nextTimeBeside(this.#slot) > due) this.#plan();',
    replace: 'if (due > 0) this.#plan();',
  },
  {
    rule: 'keys and values that arrive cut the stretch',
    find: 'else if (stays) this.#cut(seconds);',
    replace: '',
  },
  {
    rule: 'a prompt that is copied makes room where it was computed',
    find: 'this.#prompts.forget(handle);\n      this.#wake(seconds);',
    replace: 'this.#prompts.forget(handle);',
  },
  {
    rule: 'who is on the way has a place in the batch',
    find: 'return running.size + held.places + this.incoming.size < this.#places;',
    replace: 'return running.size + held.places < this.#places;',
  },
  {
    rule: 'what is on the way needs blocks for all of it',
    find: 'if (kv.blocksFor(target) > kv.free - promised) return;',
    replace: '',
  },
  {
    rule: 'adapters carry one sequence at a time',
    find: 'const started = Math.max(seconds, free[from]!, free[to]!);',
    replace: 'const started = seconds;',
  },
  {
    rule: 'what was streamed while the prompt was computed need not be carried after it',
    find: 'return Math.max(bytes / streamedLayers, bytes - streamed);',
    replace: 'return bytes - 0 * streamed;',
  },
  {
    rule: 'short prompts stay whole',
    find: 'return handOff !== undefined && promptTokens < handOff.leastPromptTokens',
    replace: 'return handOff !== undefined && promptTokens < 0',
  },
  {
    rule: 'who decodes pauses for steps of prompts',
    find: 'return this.#pool.batching.promptsAlone && this.chunks.count > 0;',
    replace: 'return false;',
  },
  {
    rule: 'prompts that come first have the budget for themselves',
    find: 'if (this.batching.promptsAlone) return this.maxBatchedTokens;',
    replace: '',
  },
  {
    rule: 'a gap reaches back over a pause',
    find: 'if (this.pauses) this.#gaps.pause();',
    replace: 'if (this.pauses) this.#gaps.clear();',
  },
  {
    rule: 'who began to decode in a pause has a gap of his own',
    find: 'this.#ownUntil.set(handle, counter);',
    replace: '',
  },
  {
    rule: 'who pauses owns nothing of the step',
    find: 'if (batch.paused === 0) this.sharePerSequence += share;',
    replace: 'this.sharePerSequence += share;',
  },
  {
    rule: 'a plan made ahead does not know who has come since',
    find: 'if (this.pool.lags && this.#busy) {',
    replace: 'if (this.pool.lags && this.#busy && this.received < 0) {',
  },
  {
    rule: 'nor who has ended',
    find: 'if (this.#pool.lags) this.held.hold(this.#remove(handle));\n    else this.release(handle);',
    replace: 'this.release(handle);',
  },
  {
    rule: 'what the ended held ends a stretch',
    find: 'const lags = this.line.reveal(0) || batch.held.places > 0;',
    replace: 'const lags = this.line.reveal(0);',
  },
  {
    rule: 'who has come since ends a stretch',
    find: 'hasNews || this.pool.stepwise ?',
    replace: 'this.pool.stepwise ?',
  },
  {
    rule: 'with nobody to run, an engine knows all',
    find: 'this.line.reveal(0);\n    return this.#decide(now);',
    replace: 'return this.#decide(now);',
  },
  {
    rule: 'data ranks do not know who has come since, either',
    find: 'if (this.pool.lags && this.#busy) line.pushLater(handle, request);\n    else line.push(handle, request, 0);',
    replace: 'line.push(handle, request, 0);',
  },
  {
    rule: 'nobody joins a static batch that runs',
    find: 'if (closed && running > prompts) return 0;',
    replace: '',
  },
  {
    rule: 'steps of a static batch stay as wide as it was',
    find: 'const width = this.batching.closed ? places : sequences;',
    replace: 'const width = sequences;',
  },
  {
    rule: 'who runs in a static batch owns what is computed for those that have ended',
    find: 'const sharedJoules = terms.sharedJoules + (width - sequences) * terms.tokenJoules;',
    replace: 'const { sharedJoules } = terms;',
  },
  {
    rule: 'whole prompts share a step as far as its budget goes',
    find: 'return prompts === 0 || target <= budget ? target : 0;',
    replace: 'return target;',
  },
  {
    rule: 'a prompt that may not be cut comes into a step without others, whatever its length',
    find: 'return prompts === 0 || target <= budget ? target : 0;',
    replace: 'return target <= budget ? target : 0;',
  },
  {
    rule: 'an engine that reserves holds blocks for all that a client allows',
    find: 'return this.blocksFor(Math.min(most, this.#contextTokens) - 1);',
    replace: 'return this.blocksFor(rows[base + field.prompt]! + rows[base + field.output]! - 1);',
  },
  {
    rule: 'what a client allows beyond the cache is rejected where it is reserved',
    find: 'return room >= spec.contextTokens ? Number.POSITIVE_INFINITY : room;',
    replace: 'return Number.POSITIVE_INFINITY;',
  },
  {
    rule: 'who preempts nobody reserves',
    find: "return preemption === 'none' ? { ...rules, reserves: true } : rules;",
    replace: 'return rules;',
  },
  {
    rule: 'all of a prompt has blocks before it is admitted, where an engine says so',
    find: 'const tokens = this.#pool.spec.engine.reserveFullPrompt === true ? target : chunk;',
    replace: 'const tokens = chunk;',
  },
  {
    rule: 'sarathi takes one prompt per step',
    find: 'if (onePrompt && prompts > 0) return 0;',
    replace: '',
  },
  {
    rule: 'who lost patience first has cancelled',
    find: 'patience < timeout ? outcomeCode.cancelled : outcomeCode.expired;',
    replace: 'outcomeCode.expired;',
  },
  {
    rule: 'a first token ends the patience of those who wait for it',
    find: 'this.#wait(handle, total, isForAll ? patience : NEVER);',
    replace: 'this.#wait(handle, total, patience);',
  },
  {
    rule: 'each wait before asking again is longer than the one before',
    find: 'baseSeconds * multiplier ** (tries - 1)',
    replace: 'baseSeconds',
  },
  {
    rule: 'clients ask again after the arrivals have ended, too',
    find: 'return this.exit.ended === this.offered && (this.#clients?.pending ?? 0) === 0;',
    replace: 'return this.exit.ended === this.offered;',
  },
  {
    rule: 'nobody asks again for what no replica could serve',
    find: 'const isRetried = !isHopeless && ',
    replace: 'const isRetried = ',
  },
  {
    rule: 'a prompt begins with the blocks that are there',
    find: 'const found = this.#find(cache, handle, target);',
    replace: 'const found = 0;',
  },
  {
    rule: 'one token of a prompt is always computed',
    find: 'const limit = Math.floor((target - 1) / this.#kv.blockTokens);',
    replace: 'const limit = Math.floor((target - 2) / this.#kv.blockTokens);',
  },
  {
    rule: 'blocks that nobody held are no longer free once they are found',
    find: 'return this.#needed(target, budget, this.#find(cache, handle, target), cache.held);',
    replace:
      'const found = this.#find(cache, handle, target); return this.#needed(target, budget, found, found);',
  },
  {
    rule: 'full blocks of an answer are kept, too',
    find: 'this.keep(handle);\n    const kept',
    replace: 'const kept',
  },
  {
    rule: 'a block that is there already is given back',
    find: 'this.#kv.give(cache.present - cache.woken);',
    replace: 'this.#kv.give(0); this.#kv.wake(cache.woken);',
  },
  {
    rule: 'decoding sequences take their blocks before anybody looks for his',
    find: 'preempted = true;\n    }\n    batch.kv.promise(batch.counter);',
    replace: 'preempted = true;\n    }',
  },
  {
    rule: 'the least recently used block leaves first',
    find: 'const segment = this.#oldest!;',
    replace: 'const segment = this.#newest!;',
  },
  {
    rule: 'a replica that goes down forgets what it has kept',
    find: 'batch.kv.cache?.clear();',
    replace: '',
  },
  {
    rule: 'what a sequence leaves, leaves the cache from its end',
    find: 'for (let i = runs; i >= 0; i -= 2) {',
    replace: 'for (let i = 0; i <= runs; i += 2) {',
  },
  {
    rule: 'a head that may find blocks at a boundary cuts the stretch',
    find: 'return this.#needed(target, budget, cache.held, cache.held);',
    replace: 'return this.#needed(target, budget, 0, 0) * 2;',
  },
];
