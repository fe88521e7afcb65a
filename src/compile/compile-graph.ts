import type { GraphCall, GraphOptions } from '../policy/strategy/graph.ts';
import type { GraphCallSpec, ProgramSpec, VerifierSpec } from '../scenario/thinking.ts';

export type GraphText = Extract<GraphCallSpec, { role: 'text' }>;

/** Adds the calls of a graph, each a stage of its own where `stage` is null. */
export function compileGraph(
  { kind, calls, threshold }: Extract<ProgramSpec, { kind: 'graph' }>,
  stage: number | null,
  add: {
    writing(call: GraphText, of: number): number;
    answering(call: { readonly model?: string }, of: number): number;
    scoring(
      by: VerifierSpec,
      tier: number,
      of: number,
    ): { readonly verifier: number; readonly neutral: number };
  },
): { readonly kind: 'graph' } & GraphOptions {
  const placeOf = (name: string) => calls.findIndex((each) => each.name === name);
  const compiled: GraphCall[] = [];
  for (const [i, call] of calls.entries()) {
    const of = stage ?? i;
    if (call.role === 'score') {
      const judges = placeOf(call.judges);
      const { verifier, neutral } = add.scoring(call.verifier, compiled[judges]?.tier ?? -1, of);
      const waits = { after: [], join: 'all', judges } as const;
      compiled.push({ ...waits, role: call.role, tier: verifier, threshold: threshold ?? neutral });
    } else {
      const { role, join } = call;
      const tier = call.role === 'text' ? add.writing(call, of) : add.answering(call, of);
      const after = call.after.map(placeOf);
      compiled.push({ role, join, tier, after, judges: null, threshold: 0 });
    }
  }
  return { kind, calls: compiled, mustPass: threshold !== null };
}
