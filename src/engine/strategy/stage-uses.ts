import type { StageUse } from '../../record/stage-use.ts';
import type { Branch, Program } from './program.ts';

/** What each stage of a program came to; calls that judge and are no stage count with those that they judge. */
export function stageUses(
  { spec, branches, delivered }: Program,
  stages: number,
): readonly StageUse[] {
  const uses = Array.from({ length: stages }, () => ({
    ...{ calls: 0, tokens: 0, joules: 0, usd: 0 },
    isDelivered: false,
  }));
  const stageOf = ({ call }: Branch) => {
    const answering = call.judges === null ? call : branches[call.judges]!.call;
    return spec.tiers[call.tier]!.stage ?? spec.tiers[answering.tier]!.stage!;
  };
  for (const branch of branches) {
    // what was never in the cluster took nothing of it
    if (branch.id < 0) continue;
    const use = uses[stageOf(branch)]!;
    use.calls += 1;
    use.tokens += branch.prompt + branch.made;
    use.joules += branch.joules;
    use.usd += branch.usd;
    if (branch.fate === 'ended' && branch.answer !== null && branch.answer === delivered?.answer)
      use.isDelivered = true;
  }
  return uses;
}
