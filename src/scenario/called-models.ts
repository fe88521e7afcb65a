/** What a program says of the models that it calls: as written in a file, or as resolved. */
export interface CallsModels {
  readonly kind?: string | undefined;
  readonly model?: string | undefined;
  readonly models?: readonly string[];
  readonly verifier?: { readonly model: string };
  readonly critic?: { readonly model: string };
  readonly tiers?: readonly CallsModels[];
  /** Of a graph. */
  readonly calls?: readonly (CallsModels & { readonly role: 'text' | 'answer' | 'score' })[];
  /** The tool that it uses. */
  readonly tool?: string;
}

/** References, each once. */
export interface CalledModels {
  /** Of the models that answer. */
  readonly answering: readonly string[];
  /** Of those that answer nothing: they judge answers, or write texts that others read. */
  readonly judging: readonly string[];
}

/** Models that the requests of a workload go to: those of its strategy, or those between which they are routed. */
export function modelsAsked({
  model,
  strategy,
  routedTo,
}: {
  readonly model: string;
  readonly strategy?: CallsModels | 'single' | null | undefined;
  readonly routedTo?: readonly string[] | undefined;
}): CalledModels {
  if (routedTo !== undefined) return { answering: routedTo, judging: [] };
  return modelsCalled(strategy === 'single' ? {} : (strategy ?? {}), model);
}

/** Models that a program calls, in the order in which it names them; `own` answers where it names none. */
export function modelsCalled(program: CallsModels, own: string): CalledModels {
  const answering = new Set<string>();
  const judging = new Set<string>();
  const judge = (by: string | undefined) => {
    const isOther = by !== undefined && by !== 'in-place' && by !== 'none';
    if (isOther) judging.add(by);
  };
  const visit = ({ model, models, verifier, critic, tiers, calls }: CallsModels) => {
    for (const tier of tiers ?? []) visit(tier);
    for (const call of calls ?? []) {
      if (call.role === 'text') judging.add(call.model ?? own);
      else if (call.role === 'answer') answering.add(call.model ?? own);
      else judge(call.verifier?.model);
    }
    for (const each of models ?? []) answering.add(each);
    const isOne = tiers === undefined && models === undefined && calls === undefined;
    if (isOne) answering.add(model ?? own);
    judge((verifier ?? critic)?.model);
  };
  visit(program);
  return {
    answering: [...answering],
    judging: [...judging].filter((each) => !answering.has(each)),
  };
}

/** Names of the tools that a program and its tiers use, each once. */
export function toolsCalled({ tool, tiers = [] }: CallsModels): readonly string[] {
  const own = tool === undefined ? [] : [tool];
  return [...new Set([...own, ...tiers.flatMap(toolsCalled)])];
}
