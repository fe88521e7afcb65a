import type { NetworkSummary } from '../summary/network.ts';
import { figure, percent, quantity, seconds, whole } from './numbers.ts';

/** What moved between replicas, and which link was in its way. */
export function networkText(network: NetworkSummary): string {
  const { transfers, bytes, meanSeconds, slowdown, fullest, joules, cableFailures } = network;
  const failed = cableFailures === 0 ? '' : `; cables failed ${whole(cableFailures)} times`;
  const power = `${quantity(joules, 'J')} in links and switches`;
  if (fullest === null || meanSeconds === null || slowdown === null) {
    return `nothing was carried; ${power}${failed}`;
  }
  const { name, fullShare, utilization } = fullest;
  return `${whole(transfers)} transfers, ${quantity(bytes, 'B')}: ${seconds(meanSeconds)} each, ${figure(slowdown)} times what it takes alone; ${name} full ${percent(fullShare)} of the time, ${percent(utilization)} used; ${power}${failed}`;
}
