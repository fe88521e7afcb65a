import { durationMean } from '../policy/duration/index.ts';
import type { ClientBehaviour, Satisfaction } from '../scenario/clients.ts';
import { figure, percent, seconds } from './numbers.ts';

/** Explains what clients do beside waiting for one answer; nothing where they do nothing. */
export function explainClients({ cancel, retry, hedge, defer, satisfaction }: ClientBehaviour): {
  readonly clients?: readonly string[];
} {
  const clients: string[] = [];
  if (cancel !== undefined) {
    const { patience, until } = cancel;
    const what = until === 'end' ? 'the whole answer' : 'a first token';
    clients.push(
      `cancel: wait ${seconds(durationMean(patience))} for ${what} on average (${patience.law})`,
    );
  }
  if (retry !== undefined) {
    const { maxAttempts, baseSeconds, multiplier, capSeconds, jitter, on } = retry;
    const waits = `${seconds(baseSeconds)}, each wait × ${figure(multiplier)} up to ${seconds(capSeconds)}`;
    clients.push(
      `retry: at most ${maxAttempts} requests, after ${waits}, up to ${percent(jitter)} shorter; when ${on.join(', ')}`,
    );
  }
  if (hedge !== undefined) {
    const { afterSeconds, max } = hedge;
    const copies = max === 1 ? 'one more replica' : `up to ${max} more replicas, one after another`;
    clients.push(
      `hedge: without a first token after ${seconds(afterSeconds)}, the request goes to ${copies}; whichever has a first token first answers it`,
    );
  }
  if (defer !== undefined) {
    const { policy, slackSeconds, tolerance } = defer;
    clients.push(
      `defer: ${policy}, by the hours that start within ${seconds(slackSeconds)} of an arrival; those within ${percent(tolerance)} of the best are as good`,
    );
  }
  if (satisfaction !== undefined) clients.push(explainSatisfaction(satisfaction));
  return clients.length === 0 ? {} : { clients };
}

function explainSatisfaction(satisfaction: Satisfaction): string {
  const { of, targetSeconds, halvingSeconds, most, wrong, unanswered } = satisfaction;
  const what = of === 'ttft' ? 'a first token' : 'the whole answer';
  const factors = [
    ...(wrong < 1 ? [`× ${figure(wrong)} where the answer is wrong`] : []),
    ...(unanswered > 0 ? [`${percent(most * unanswered)} without an answer`] : []),
  ].join(', ');
  return `satisfaction: users go on after ${percent(most)} of the answers with ${what} within ${seconds(targetSeconds)}, half as often with each ${seconds(halvingSeconds)} more${factors === '' ? '' : `; ${factors}`} (a model, assumed)`;
}
