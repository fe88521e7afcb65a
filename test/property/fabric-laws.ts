import { expect } from 'vitest';
import { type Law, sum } from './laws.ts';

const EPSILON = 1e-9;

/**
 * Of a run with a graph of links: none carries more than it can, nor works longer than the run; what leaves nodes comes to
 * nodes; no transfer is quicker than with all links to itself; links take together what the network does.
 */
export const linksCarryAll: Law = ({ links, totals }, { fabric }) => {
  expect(totals.network === undefined).toBe(fabric === undefined);
  if (fabric === undefined || totals.network === undefined) return;
  const { simulatedSeconds } = totals;
  for (const row of links) {
    expect(row.utilization).toBeLessThanOrEqual(1 + EPSILON);
    expect(row.fullSeconds).toBeLessThanOrEqual(row.busySeconds + EPSILON);
    expect(row.busySeconds).toBeLessThanOrEqual(simulatedSeconds + EPSILON);
    expect(row.bytes).toBeLessThanOrEqual(row.busySeconds * row.bytesPerSecond * (1 + EPSILON) + 1);
  }
  const through = (end: RegExp) =>
    sum(links, ({ link, bytes }) => (end.test(fabric.linkNames[link] ?? '') ? bytes : 0));
  const [out, into] = [through(/adapter-\d+\.out$/), through(/adapter-\d+\.in$/)];
  expect(Math.abs(out - into)).toBeLessThanOrEqual(EPSILON * Math.max(1, out));
  const exchanged = (end: RegExp) =>
    sum(links, ({ link, exchangeBytes }) =>
      end.test(fabric.linkNames[link] ?? '') ? exchangeBytes : 0,
    );
  const { exchanges } = totals.network;
  const sent = exchanges.insideBytes + exchanges.acrossBytes + exchanges.handOnBytes;
  const left = exchanged(/chip-\d+\.(link|host)-out$/);
  const came = exchanged(/chip-\d+\.(link|host)-in$/);
  const [away, home] = [exchanged(/adapter-\d+\.out$/), exchanged(/adapter-\d+\.in$/)];
  expect(Math.abs(left - came)).toBeLessThanOrEqual(EPSILON * Math.max(1, left));
  expect(Math.abs(away - home)).toBeLessThanOrEqual(EPSILON * Math.max(1, away));
  // what is handed on may pass through a neighbour on the receiver's rail
  expect(left).toBeGreaterThanOrEqual(sent * (1 - EPSILON));
  expect(left).toBeLessThanOrEqual((sent + exchanges.handOnBytes) * (1 + EPSILON));
  expect(away).toBeGreaterThanOrEqual(exchanges.acrossBytes * (1 - EPSILON));
  expect(away).toBeLessThanOrEqual((exchanges.acrossBytes + exchanges.handOnBytes) * (1 + EPSILON));
  expect(exchanges.seconds).toBeLessThanOrEqual(exchanges.stepSeconds * (1 + EPSILON));
  const { bytes, transferSeconds, aloneSeconds, failures, joules } = totals.network;
  const ofLinks = sum(links, (row) => row.joules);
  expect(Math.abs(ofLinks - joules)).toBeLessThanOrEqual(EPSILON * Math.max(1, joules));
  expect(out).toBeLessThanOrEqual(bytes * (1 + EPSILON));
  // led another way, two flows of one transfer may come to share less than they did
  if (failures === 0) {
    expect(transferSeconds).toBeGreaterThanOrEqual(aloneSeconds * (1 - EPSILON) - EPSILON);
  }
};
