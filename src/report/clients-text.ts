import type { RunSummary } from '../summary/run-summary.ts';
import { figure, percent, whole } from './numbers.ts';

/** What became of the questions of clients who do more than wait; nothing where none does. */
export function clientsText({ clients }: Pick<RunSummary, 'clients'>): string[] {
  if (clients === undefined) return [];
  const { questions, requestsPerQuestion, answeredShare, abandonedShare } = clients;
  const { unansweredShare, undecidedShare } = clients;
  const undecided = (undecidedShare ?? 0) > 0 ? `, ${percent(undecidedShare)} cut off` : '';
  return [
    `${whole(questions)} questions of ${requestsPerQuestion === 1 ? 'one request' : `${figure(requestsPerQuestion)} requests`} each: ${percent(answeredShare)} answered, ${percent(abandonedShare)} abandoned, ${percent(unansweredShare)} in vain${undecided}`,
  ];
}
