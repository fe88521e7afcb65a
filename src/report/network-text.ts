import type { NetworkSummary } from '../summary/network.ts';
import { counted, figure, percent, quantity, seconds } from './numbers.ts';

/** What moved between replicas, and which link was in its way. */
export function networkText(network: NetworkSummary): string {
  const { transfers, bytes, meanSeconds, slowdown, fullest, joules, cableFailures } = network;
  const inSteps = exchangesText(network.exchanges);
  const failed = cableFailures === 0 ? '' : `; ${counted(cableFailures, 'failure')} of cables`;
  const power = `${quantity(joules, 'J')} in links and switches`;
  if (fullest === null || meanSeconds === null || slowdown === null) {
    return `nothing was carried between replicas; ${inSteps}${power}${failed}`;
  }
  const { name, fullShare, utilization } = fullest;
  const factor = figure(slowdown);
  const pace = factor === '1' ? 'as long as it takes alone' : `${factor} times what it takes alone`;
  const link =
    fullShare === 0
      ? 'no link was ever full'
      : `${name} full ${share(fullShare)} of the time, ${share(utilization)} used`;
  return `${counted(transfers, 'transfer')}, ${quantity(bytes, 'B')}: ${seconds(meanSeconds)} each, ${pace}; ${link}; ${inSteps}${power}${failed}`;
}

/** What chips exchanged inside steps; nothing where none did. */
function exchangesText(of: NetworkSummary['exchanges']): string {
  if (of === null) return '';
  const { bytes, acrossBytes, share: ofSteps, expertShare, over } = of;
  const experts = expertShare > 0 ? ` (${share(expertShare)} between experts)` : '';
  const across = acrossBytes > 0 ? `, ${quantity(acrossBytes, 'B')} of it between nodes` : '';
  return `inside steps chips exchanged ${quantity(bytes, 'B')}${across}: ${share(ofSteps)} of the time of steps${experts}, mostly over ${over}; `;
}

/** Something that is hardly there is not nothing. */
function share(value: number): string {
  return value > 0 && value < 0.0005 ? 'less than 0.1 %' : percent(value);
}
