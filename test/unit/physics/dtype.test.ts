import { describe, expect, it } from 'vitest';
import { bytesPerElement, computeDtype, productDtype } from '../../../src/physics/dtype.ts';
import { h100, t4 } from './data-sheets-for-tests.ts';

describe('number formats', () => {
  it('counts the scales of 4-bit blocks', () => {
    expect(bytesPerElement('bf16')).toBe(2);
    expect(bytesPerElement('fp8')).toBe(1);
    expect(bytesPerElement('fp4')).toBe(0.53125);
    expect(bytesPerElement('int4')).toBeGreaterThan(0.5);
    expect(bytesPerElement('int4')).toBeLessThan(0.55);
  });

  it.each([
    ['bf16', 'bf16', 'bf16'],
    ['fp8', 'fp8', 'fp8'],
    ['int8', 'int8', 'int8'],
    ['int4', 'bf16', 'bf16'],
    ['int8', 'fp16', 'fp16'],
    ['fp4', 'fp8', 'fp8'],
    ['int4', 'int8', 'int8'],
    ['int4', 'fp8', 'bf16'],
    ['bf16', 'fp8', 'bf16'],
    ['fp32', 'bf16', 'fp32'],
  ] as const)('multiplies %s weights with %s activations in %s', (weights, activations, expected) => {
    expect(productDtype(weights, activations)).toBe(expected);
  });

  it('takes the units that the chip has', () => {
    expect(computeDtype(h100, 'fp8', 'fp8')).toEqual({ dtype: 'fp8', fallback: null });
  });

  it('falls back and says so where the chip has no such units', () => {
    const fp8 = computeDtype(t4, 'fp8', 'fp8');
    expect(fp8?.dtype).toBe('fp16');
    expect(fp8?.fallback).toContain('T4 has no fp8 units');
    expect(computeDtype(t4, 'bf16', 'bf16')?.dtype).toBe('fp16');
    expect(computeDtype(h100, 'fp4', 'fp4')?.dtype).toBe('fp8');
  });

  it('finds nothing on a chip without wide units', () => {
    expect(computeDtype({ ...t4, peak: { int8: 1e12 } }, 'bf16', 'bf16')).toBeNull();
  });
});
