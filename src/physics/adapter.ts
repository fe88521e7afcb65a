import type { ModelShape } from './data-sheets.ts';
import type { Matrix } from './matrices.ts';

/** Products that engines fuse of two matrices, each of which has an adapter of its own. */
const fused = /^(?:shared-)?(?:key-value|gate-up|mixer-input|mixer-keys)$/;

/**
 * Low-rank pairs beside those of `matrices` that the model's adapter targets: W·x + B·(A·x) with A of `rank` rows (LoRA, arXiv
 * 2106.09685). They are kept in 16 bits and run as two kernels a target, one after the other (S-LoRA, arXiv
 * 2311.03285). B is cut like its matrix, and A where the matrix cuts its inputs.
 */
export function adapterMatrices(
  { adapter }: ModelShape,
  matrices: readonly Matrix[],
): readonly Matrix[] {
  if (adapter === undefined) return [];
  return matrices
    .filter(({ name }) => adapter.targets.includes(name))
    .flatMap((m): Matrix[] => {
      const rows = (fused.test(m.name) ? 2 : 1) * adapter.rank;
      const whole = { cut: 'none', side: 'outputs', quantised: false } as const;
      const cut = { cut: m.cut, side: m.side, quantised: false };
      return [
        {
          name: `adapter down (${m.name})`,
          inputs: m.inputs,
          outputs: rows,
          ...(m.side === 'inputs' ? cut : whole),
        },
        {
          name: `adapter up (${m.name})`,
          inputs: adapter.rank,
          outputs: m.outputs,
          ...(m.side === 'inputs' ? whole : cut),
        },
      ];
    });
}
