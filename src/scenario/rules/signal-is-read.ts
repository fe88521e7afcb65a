import { routers } from '../../policy/routing/index.ts';
import type { Reporter } from '../reporter.ts';
import type { Routing } from '../scenario.ts';

/** The schema's default: who writes it asks for nothing. */
const STANDARD_SECONDS = 0.1;

/** Warns of an interval of signals where the router asks for none. */
export function checkSignalIsRead(
  { policy, signalIntervalSeconds }: Pick<Routing, 'policy' | 'signalIntervalSeconds'>,
  reporter: Reporter,
): void {
  if (routers[policy].signal === 'kv-blocks' || signalIntervalSeconds === STANDARD_SECONDS) return;
  const message = `${policy} reads no KV blocks that replicas publish: signalInterval changes nothing`;
  const fix = 'write policy: least-kv or weighted-scorers, or leave it out';
  reporter.warning(['routing', 'signalInterval'], message, fix);
}
