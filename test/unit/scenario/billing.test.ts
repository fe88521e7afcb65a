import { describe, expect, it } from 'vitest';
import { errorsWith, refused, scenarioOf, shortest } from './parse-text.ts';

const pool = (...sets: string[]) => scenarioOf(shortest, ...sets).pools[0]!;

describe('pools[].billing', () => {
  it('is absent unless it is written', () => {
    expect(pool()).not.toHaveProperty('billing');
    expect(pool('pools[h100].billing=none')).not.toHaveProperty('billing');
  });

  it('takes the price of the catalog and the terms of the platform', () => {
    const { billing } = pool('pools[h100].billing={platform: kubernetes}');
    expect(billing).toMatchObject({
      usdPerAcceleratorHour: 3.78,
      billed: 'up',
      incrementSeconds: 1,
      minimumSeconds: 60,
    });
    expect(billing!.priceSource.text).toMatch(/Lambda/);
    const scaled =
      '{policy: schedule, max: 2, steps: [{at: 0s, replicas: 1}], platform: serverless}';
    const { billing: own } = pool(
      'pools[h100].replicas=1',
      `pools[h100].autoscaling=${scaled}`,
      'pools[h100].billing={price: 0.001 USD/s}',
    );
    expect(own).toMatchObject({ platform: 'serverless', billed: 'up', minimumSeconds: 0 });
    expect(own!.usdPerAcceleratorHour).toBeCloseTo(3.6, 12);
  });

  it('bills part of a chip by its part', () => {
    const { billing } = pool(
      'pools[h100].accelerator=h100-sxm-mig-3g.40gb',
      'pools[h100].serves=[llama-3.1-8b]',
      'workloads[chat].model=llama-3.1-8b',
      'pools[h100].billing={}',
    );
    expect(billing!.usdPerAcceleratorHour).toBeCloseTo(3.78 / 2, 12);
  });

  it('refuses what is not known, what belongs to leases, and a part of the fleet', () => {
    expect(errorsWith('pools[h100].accelerator=mi300x', 'pools[h100].billing={}')[0]).toMatch(
      /no price of mi300x.*write price/s,
    );
    expect(errorsWith('pools[h100].billing={increment: 60s}')[0]).toMatch(/belongs to billed: up/);
    const two = `${shortest}  - {name: other, billing: {}}\n`.replace(
      'pools: [{name: h100}]\n',
      'pools:\n  - {name: h100}\n',
    );
    expect(refused(two).map(({ message }) => message)).toEqual([
      expect.stringMatching(/other is billed, and h100 is not/),
    ]);
  });
});
