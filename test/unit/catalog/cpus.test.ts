import { describe, expect, it } from 'vitest';
import {
  accelerators,
  cardUsd,
  engineProfiles,
  hostLinkOf,
  links,
  models,
  nodes,
  usualNode,
} from '../../../src/catalog/index.ts';
import { StepTerms, stepSeconds } from '../../../src/physics/step-model.ts';
import { rooflineStepModel } from '../../../src/physics/step-time.ts';

const ids = ['xeon-8592', 'xeon-6980p', 'epyc-9755', 'grace'] as const;

describe('CPUs that serve', () => {
  it('multiply as often as their cores do at the base clock, and read as fast as their channels', () => {
    const tera = (id: (typeof ids)[number], dtype: 'bf16' | 'int8') =>
      (accelerators[id].peak[dtype] ?? 0) / 1e12;
    expect(tera('xeon-8592', 'bf16')).toBeCloseTo(124.5, 1);
    expect(tera('xeon-6980p', 'bf16')).toBeCloseTo(262.1, 1);
    expect(tera('xeon-6980p', 'int8')).toBeCloseTo(524.3, 1);
    expect(tera('epyc-9755', 'bf16')).toBeCloseTo(44.2, 1);
    expect(tera('grace', 'bf16')).toBeCloseTo(28.6, 1);
    // 12 channels of 8 bytes at 8.8 GT/s; 8 at 5.6; 12 at 6.0
    expect(accelerators['xeon-6980p'].memoryBandwidth).toBeCloseTo(12 * 8 * 8.8e9, 0);
    expect(accelerators['xeon-8592'].memoryBandwidth).toBeCloseTo(8 * 8 * 5.6e9, 0);
    expect(accelerators['epyc-9755'].memoryBandwidth).toBeCloseTo(12 * 8 * 6e9, 0);
  });

  it('have figures in proportion: slower and larger than accelerators, with a link slower than their memory', () => {
    for (const id of ids) {
      const { memoryBytes, memoryBandwidth, peak, boardWatts, idleWatts, link } = accelerators[id];
      expect(memoryBytes / memoryBandwidth).toBeGreaterThan(0.5);
      expect(memoryBytes / memoryBandwidth).toBeLessThan(2);
      expect((peak.bf16 ?? 0) / boardWatts).toBeGreaterThan(0.05e12);
      expect((peak.bf16 ?? 0) / boardWatts).toBeLessThan(1e12);
      expect((peak.int8 ?? 0) / (peak.bf16 ?? 1)).toBe(2);
      expect(idleWatts).toBeLessThan(0.4 * boardWatts);
      expect(links[link as keyof typeof links].bandwidth).toBeLessThan(memoryBandwidth);
    }
  });

  it('stand in servers of two sockets that have no other processors, at their own price', () => {
    for (const id of ids) {
      const node = nodes[usualNode(id)];
      expect(node).toMatchObject({ accelerators: 2, cpuWatts: 0, priceUsd: null });
      expect(cardUsd[id]).toBeGreaterThan(5000);
      expect(accelerators[id].chipsPerNode).toBe(2);
      expect(hostLinkOf(accelerators[id])[1].kind).toBe('data-sheet');
      expect(accelerators[id].sources['idleWatts']?.kind).toBe('assumed');
    }
  });

  it('decode no faster than they read the weights, and have kernels of their own', () => {
    for (const id of ids) {
      const accelerator = accelerators[id];
      const step = (profile: (typeof engineProfiles)['vllm-v1' | 'ideal']) => {
        const terms = new StepTerms();
        rooflineStepModel({
          ...{ accelerator, profile, link: links['upi-24'], model: models['llama-3.2-3b'] },
          ...{ tensor: 1, pipeline: 1, data: 1, expert: 1, expertLoadCv: 0 },
          ...{ weights: 'bf16', activations: 'bf16', kvCache: 'bf16' },
        }).decode(1, terms);
        return stepSeconds(terms, 0);
      };
      const reading = (2 * 3.2e9) / accelerator.memoryBandwidth;
      expect(step(engineProfiles.ideal)).toBeCloseTo(reading, 3);
      expect(step(engineProfiles['vllm-v1'])).toBeGreaterThan(reading);
      expect(engineProfiles['vllm-v1'].kernels?.chips[id]?.processors).toBeGreaterThan(60);
    }
  });
});
