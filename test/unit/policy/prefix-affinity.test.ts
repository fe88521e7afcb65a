import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Content } from '../../../src/policy/content.ts';
import type { RequestView } from '../../../src/policy/request-view.ts';
import { routers } from '../../../src/policy/routing/index.ts';
import type { RouterContext } from '../../../src/policy/routing/port.ts';
import { PrefixRecord } from '../../../src/policy/routing/prefix-record.ts';
import { requestView } from '../../contract/request-view.ts';

const make = (name: 'prefix-affinity' | 'weighted-scorers', context: Partial<RouterContext> = {}) =>
  routers[name].create({
    replicas: 4,
    maxOutstanding: Number.POSITIVE_INFINITY,
    source: () => 0,
    ...context,
  });

/** A prompt of `promptTokens` that begins with `tokens` of `text`. */
const prompt = (text: number, tokens: number, promptTokens: number, more = {}): RequestView =>
  requestView({ content: Float64Array.of(text, tokens), promptTokens, text: 1000, ...more });

describe('prefix-affinity', () => {
  it('keeps a text where it went, and spreads new ones by the tokens that they bring', () => {
    const router = make('prefix-affinity');
    const send = (request: RequestView) => {
      const chosen = router.route(request);
      router.onSent(chosen, request);
      return chosen;
    };
    expect([-1, -2, -3, -4].map((text) => send(prompt(text, 600, 1000)))).toEqual([0, 1, 2, 3]);
    expect([-3, -1, -4, -3].map((text) => send(prompt(text, 600, 1000)))).toEqual([2, 0, 3, 2]);
    // replica 1 was sent 1,000 new tokens, the others more
    expect(send(prompt(-5, 600, 1000))).toBe(1);
  });

  it('goes by a match only where it is a large enough part of the prompt', () => {
    const router = make('prefix-affinity', {
      affinity: { cacheThreshold: 0.5, balanceAbsThreshold: 64, balanceRelThreshold: 1.5 },
    });
    router.onSent(2, prompt(-1, 500, 1000));
    expect(router.route(prompt(-1, 500, 999))).toBe(2);
    expect(router.route(prompt(-1, 500, 1000))).toBe(0);
  });

  it('sends to the idlest once the busiest has too many more and too many times as many', () => {
    const router = make('prefix-affinity', {
      replicas: 2,
      affinity: { cacheThreshold: 0.3, balanceAbsThreshold: 3, balanceRelThreshold: 2 },
    });
    const request = prompt(-1, 900, 1000);
    const sent = Array.from({ length: 12 }, () => {
      const chosen = router.route(request);
      router.onSent(chosen, request);
      return chosen;
    });
    // 4 to 0 is uneven; then both have the text, the less loaded of them is as good, and gets it
    expect(sent.slice(0, 5)).toEqual([0, 0, 0, 0, 1]);
    expect(sent.slice(5)).toEqual([1, 1, 1, 0, 1, 0, 1]);
  });

  it('goes where a session was, whose prompts begin with those before', () => {
    const router = make('prefix-affinity');
    const first = requestView({ session: 7, text: 11, promptTokens: 300 });
    router.onSent(3, first);
    const content = Float64Array.of(11, 420);
    const next = requestView({ session: 7, text: 12, promptTokens: 600, content });
    expect(router.route(next)).toBe(3);
    // of the answer the router knows nothing: 300 of 1,000 are not more than 30 %
    expect(router.route({ ...next, promptTokens: 1000 })).toBe(0);
  });

  it('forgets what a replica had that went down', () => {
    const router = make('prefix-affinity');
    router.onSent(1, prompt(-1, 900, 1000));
    router.onAvailable(1, false);
    router.onAvailable(1, true);
    expect(router.route(prompt(-1, 900, 1000))).toBe(0);
  });
});

describe('weighted scorers', () => {
  it('take off what a replica was sent before, however many replicas there are', () => {
    const router = make('weighted-scorers', {
      scorers: { queue: 100, kv: 0, promptTokens: 0, prefix: 1 },
    });
    router.onSent(2, prompt(-1, 150, 1000));
    expect(router.route(prompt(-1, 150, 1000))).toBe(2);
    router.onSent(2, prompt(-1, 150, 1000));
    // 200 for two requests, 150 off: an idle one is better
    expect(router.route(prompt(-1, 150, 1000))).toBe(0);
  });

  it('choose as a scan does', () => {
    const weights = { queue: 3, kv: 0, promptTokens: 0.01, prefix: 0.02 };
    fc.assert(
      fc.property(fc.array(anySend, { minLength: 1, maxLength: 60 }), (sends) => {
        const router = make('weighted-scorers', { scorers: weights });
        const sent: { replica: number; request: RequestView }[] = [];
        for (const { request, ends } of sends) {
          const score = (replica: number) => {
            const own = sent.filter((each) => each.replica === replica);
            const live = own.filter((_, i) => !ended.has(own[i]!));
            const known = Math.max(0, ...own.map((each) => alike(each.request, request)));
            const tokens = live.reduce((sum, each) => sum + each.request.promptTokens, 0);
            const load = weights.queue * live.length + weights.promptTokens * tokens;
            return Math.round(1024 * load) - Math.round(1024 * weights.prefix * known);
          };
          const scores = [0, 1, 2, 3].map(score);
          const chosen = router.route(request);
          expect(chosen).toBe(scores.indexOf(Math.min(...scores)));
          router.onSent(chosen, request);
          const one = { replica: chosen, request };
          sent.push(one);
          if (ends) {
            router.onEnded(chosen, request);
            ended.add(one);
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});

const ended = new Set<object>();

/** Prompts of a small tree of texts: text −1 − k follows text −1 − ⌊(k − 1) ÷ 2⌋, 100 tokens each. */
const anySend = fc
  .record({
    node: fc.nat(6),
    short: fc.nat(150),
    ends: fc.boolean(),
    rest: fc.integer({ min: 1, max: 300 }),
  })
  .map(({ node, short, ends, rest }) => {
    const path: number[] = [];
    for (let at = node; at >= 0; at = at === 0 ? -1 : (at - 1) >> 1) path.unshift(at);
    const tokens = Math.max(1, path.length * 100 - short);
    const runs = path.flatMap((text, i) => {
      const end = Math.min(tokens, (i + 1) * 100);
      return i * 100 < tokens ? [-1 - text, end] : [];
    });
    const content: Content = Float64Array.from(runs);
    return { ends, request: requestView({ content, promptTokens: tokens + rest, text: 1000 }) };
  });

/** Tokens of texts that two prompts have alike. */
function alike(a: RequestView, b: RequestView): number {
  let tokens = 0;
  for (let i = 0; i < Math.min(a.content!.length, b.content!.length); i += 2) {
    if (a.content![i] !== b.content![i]) break;
    tokens = Math.min(a.content![i + 1]!, b.content![i + 1]!);
    if (a.content![i + 1] !== b.content![i + 1]) break;
  }
  return tokens;
}

describe('what a router remembers of prompts', () => {
  it('is bounded: the texts that were not sent for longest go first', () => {
    const record = new PrefixRecord(1, 1000);
    record.add(0, prompt(-1, 400, 500));
    record.add(0, prompt(-2, 400, 500));
    expect(record.add(0, prompt(-1, 400, 500))).toBe(100);
    record.add(0, prompt(-3, 400, 500));
    expect([-1, -2, -3].map((text) => record.match(0, prompt(text, 400, 500)))).toEqual([
      400, 0, 400,
    ]);
  });

  it('finds the longest match of all replicas that take requests, as a scan does', () => {
    fc.assert(
      fc.property(fc.array(anySend, { minLength: 2, maxLength: 40 }), fc.nat(15), (sends, full) => {
        const record = new PrefixRecord(4);
        const sent: { replica: number; request: RequestView }[] = [];
        const isFull = (replica: number) => ((full >> replica) & 1) === 1;
        const open = [0, 1, 2, 3].filter((replica) => !isFull(replica));
        fc.pre(open.length > 0);
        const loadOf = (replica: number) => [2, 1, 1, 0][replica]!;
        const least = open.toSorted((a, b) => loadOf(a) - loadOf(b) || a - b)[0]!;
        sends.forEach(({ request }, i) => {
          const known = (replica: number) =>
            Math.max(
              0,
              ...sent
                .filter((each) => each.replica === replica)
                .map((each) => alike(each.request, request)),
            );
          const best = open.toSorted(
            (a, b) => known(b) - known(a) || loadOf(a) - loadOf(b) || a - b,
          )[0]!;
          const found = record.longest(request, least, isFull, loadOf);
          if (known(best) === 0) expect(found?.tokens ?? 0).toBe(0);
          else expect(found).toEqual({ tokens: known(best), replica: best });
          record.add(i % 4, request);
          sent.push({ replica: i % 4, request });
        });
      }),
      { numRuns: 200 },
    );
  });
});
