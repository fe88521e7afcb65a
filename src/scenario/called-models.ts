/** What a program says of the models that it calls: as written in a file, or as resolved. */
export interface CallsModels {
  readonly kind?: string | undefined;
  readonly model?: string | undefined;
  readonly models?: readonly string[];
  readonly verifier?: { readonly model: string };
  readonly critic?: { readonly model: string };
  readonly tiers?: readonly CallsModels[];
}

/** References, each once. */
export interface CalledModels {
  /** Of the models that answer. */
  readonly answering: readonly string[];
  /** Of those that only judge answers. */
  readonly judging: readonly string[];
}

/** Models that a program calls, in the order in which it names them; `own` answers where it names none. */
export function modelsCalled(program: CallsModels, own: string): CalledModels {
  const answering = new Set<string>();
  const judging = new Set<string>();
  const visit = ({ model, models, verifier, critic, tiers }: CallsModels) => {
    for (const tier of tiers ?? []) visit(tier);
    for (const each of models ?? []) answering.add(each);
    if (tiers === undefined && models === undefined) answering.add(model ?? own);
    const judge = (verifier ?? critic)?.model;
    const isOther = judge !== undefined && judge !== 'in-place' && judge !== 'none';
    if (isOther) judging.add(judge);
  };
  visit(program);
  return {
    answering: [...answering],
    judging: [...judging].filter((each) => !answering.has(each)),
  };
}
