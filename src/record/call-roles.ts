/** What a call is for, as strategies have it; those of a tool, searches among them, are no calls of a model. */
export const callRoles = [
  'sample',
  'step',
  'score',
  'critique',
  'revise',
  'text',
  'act',
  'tool',
  'retrieve',
] as const;
export type CallRoleName = (typeof callRoles)[number];
