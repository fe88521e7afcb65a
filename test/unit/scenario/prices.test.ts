import { describe, expect, it } from 'vitest';
import { accepted, errorsWith, scenarioOf, shortest } from './parse-text.ts';

const of = (text: string) => scenarioOf(shortest, `prices=${text}`).workloads[0]!;

describe('prices', () => {
  it('leave workloads as they are unless they are written', () => {
    for (const none of ['[]', 'none']) expect(of(none)).not.toHaveProperty('price');
  });

  it('charge for reasoning as for answers, and nothing for what is left out', () => {
    expect(of('[{tier: chat, input: 1 USD/M, output: 0.004 USD/k}]').price).toEqual({
      inputUsdPerMillion: 1,
      outputUsdPerMillion: 4,
      reasoningUsdPerMillion: 4,
      usdPerRequest: 0,
    });
    expect(of('[{tier: chat, request: 0.02 USD}]').price).toMatchObject({ usdPerRequest: 0.02 });
  });

  it('name a workload, each once, and say what is paid', () => {
    const errors = (text: string) => errorsWith(`prices=${text}`).join('\n');
    expect(errors('[{tier: chta, input: 1 USD/M}]')).toMatch(/no workload chta.*did you mean chat/);
    expect(errors('[{tier: chat, input: 1}, {tier: chat, output: 1}]')).toMatch(/price already/);
    expect(errors('[{tier: chat}]')).toMatch(/no price of chat is stated/);
    expect(errors('[{tier: chat, input: -1}]')).toMatch(/input/);
  });

  it('are warned of where one call has no reasoning to pay for', () => {
    const sets = ['prices=[{tier: chat, output: 1, reasoning: 2}]'];
    const { warnings } = accepted(shortest, { sets });
    expect(warnings.map(({ message }) => message).join()).toMatch(/none is paid for as reasoning/);
  });

  it('are less for what caches have, where there are caches and one call reads the prompt', () => {
    const cheap = 'prices=[{tier: chat, input: 1, cachedInput: 0.1}]';
    const cache = 'pools[h100].engine={prefixCache: true}';
    expect(scenarioOf(shortest, cheap, cache).workloads[0]!.price).toMatchObject({
      inputUsdPerMillion: 1,
      cachedInputUsdPerMillion: 0.1,
    });
    const warned = (...sets: string[]) =>
      accepted(shortest, { sets: [cheap, ...sets] })
        .warnings.map(({ message }) => message)
        .join();
    expect(warned(cache)).toBe('');
    const dear = 'prices=[{tier: chat, input: 1, cachedInput: 2}]';
    expect(accepted(shortest, { sets: [dear, cache] }).warnings[0]!.message).toMatch(/costs more/);
    expect(warned()).toMatch(/no pool that serves llama-3.1-70b has a prefix cache/);
    const voted = [
      'workloads[chat].task={abilities: [{model: llama-3.1-70b, passAt1: 0.5}]}',
      'workloads[chat].strategy={kind: majority-vote}',
    ];
    expect(errorsWith(cheap, cache, ...voted).join()).toMatch(
      /cachedInput.*is not available beside a strategy/,
    );
  });

  it('are of requests where a model answers in one shot', () => {
    const images = [
      'workloads[chat].model=stable-diffusion-xl',
      'workloads[chat].kind=denoise',
      'pools[h100].serves=[stable-diffusion-xl]',
    ];
    const text = errorsWith(...images, 'prices=[{tier: chat, output: 1}]').join('\n');
    expect(text).toMatch(/no tokens to pay for/);
  });
});
