/**
 * Closed forms of queueing theory, in any one unit of time. Sources: L. Kleinrock, Queueing systems I (1975);
 * M. Harchol-Balter, Performance modeling and design of computer systems (2013); others where they stand.
 */

/** Share of arrivals that find all of `servers` busy and are lost, M/M/c/c: `load` = rate × service. By recursion. */
export function erlangB(servers: number, load: number): number {
  let blocked = 1;
  for (let n = 1; n <= servers; n++) blocked = (load * blocked) / (n + load * blocked);
  return blocked;
}

/** Share of arrivals that must wait in M/M/c; `load` = rate × service < `servers`. */
export function erlangC(servers: number, load: number): number {
  const blocked = erlangB(servers, load);
  return blocked / (1 - (load / servers) * (1 - blocked));
}

/** Probability that M/M/c is empty. */
export function emptyShare(servers: number, load: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 1; n < servers; n++) {
    term *= load / n;
    sum += term;
  }
  const last = (term * load) / servers;
  return 1 / (sum + last / (1 - load / servers));
}

/** Mean wait of M/M/c. */
export function manyServerWait(servers: number, rate: number, service: number): number {
  return erlangC(servers, rate * service) / (servers / service - rate);
}

/** Σ 1/k, k = 1 … n: the mean of the longest of n exponential times of mean one. */
export function harmonic(n: number): number {
  let sum = 0;
  for (let k = 1; k <= n; k++) sum += 1 / k;
  return sum;
}

/**
 * Mean time of a task that needs both of two M/M/1 queues (L. Flatto and S. Hahn, Two parallel queues created by
 * arrivals with two demands, SIAM J. Appl. Math. 44(5), 1984).
 */
export function flattoHahnSojourn(rate: number, serviceRate: number): number {
  return (12 - rate / serviceRate) / 8 / (serviceRate - rate);
}

/**
 * Share of requests of M/M/c whose time in the system exceeds `seconds`: nobody waits with probability 1 − C, else an
 * exponential time of rate θ = c ÷ service − rate, and then comes the exponential service.
 */
export function manyServerSojournTail(
  servers: number,
  rate: number,
  service: number,
  seconds: number,
): number {
  const served = Math.exp(-seconds / service);
  const ahead = (servers / service - rate) * service;
  const x = (ahead - 1) * (seconds / service);
  // (e^−s − e^−θs) ÷ (θ − 1), which is s e^−s where θ is 1; the slower of the two outside, or it is 0 × ∞ far out
  const waited =
    Math.abs(x) < 1e-9
      ? (served * seconds) / service
      : x > 0
        ? (served * -Math.expm1(-x)) / (ahead - 1)
        : (Math.exp((-ahead * seconds) / service) * -Math.expm1(x)) / (1 - ahead);
  return served + erlangC(servers, rate * service) * waited;
}

/** Time in the system that a `share` of the requests of M/M/c does not exceed, by halving. */
export function manyServerSojournQuantile(
  servers: number,
  rate: number,
  service: number,
  share: number,
): number {
  let low = 0;
  let high = service;
  while (manyServerSojournTail(servers, rate, service, high) > 1 - share) high *= 2;
  for (let round = 0; round < 100; round++) {
    const middle = (low + high) / 2;
    if (manyServerSojournTail(servers, rate, service, middle) > 1 - share) low = middle;
    else high = middle;
  }
  return high;
}

/** Mean wait of M/G/1 by Pollaczek and Khinchine, from the service's first two moments. */
export function pollaczekKhinchineWait(rate: number, mean: number, secondMoment: number): number {
  return (rate * secondMoment) / (2 * (1 - rate * mean));
}

/** Mean wait of M/G/1 with service of mean `mean` and squared coefficient of variation `scv`. */
export function singleServerWait(rate: number, mean: number, scv: number): number {
  return pollaczekKhinchineWait(rate, mean, mean * mean * (1 + scv));
}

/** Mean wait of D/M/1: σ ÷ (μ (1 − σ)) with σ = exp(−(1 − σ) ÷ ρ), by iteration from below. */
export function deterministicArrivalsWait(load: number, service: number): number {
  let sigma = 0;
  for (let round = 0; round < 10_000; round++) sigma = Math.exp(-(1 - sigma) / load);
  return (service * sigma) / (1 - sigma);
}

/** Mean wait of M/G/c, approximately (A. Lee and P. Longton, 1959). */
export function leeLongtonWait(servers: number, rate: number, service: number, scv: number) {
  return ((1 + scv) / 2) * manyServerWait(servers, rate, service);
}

/** Mean wait of M/D/c, approximately (G. Cosmetatos, 1975). */
export function cosmetatosWait(servers: number, rate: number, service: number): number {
  const load = (rate * service) / servers;
  const correction =
    ((1 - load) * (servers - 1) * (Math.sqrt(4 + 5 * servers) - 2)) / (16 * load * servers);
  return 0.5 * manyServerWait(servers, rate, service) * (1 + correction);
}

/** Mean wait of G/G/1 in heavy traffic, approximately (J. Kingman, 1961). */
export function kingmanWait(load: number, arrivalScv: number, serviceScv: number, service: number) {
  return (load / (1 - load)) * ((arrivalScv + serviceScv) / 2) * service;
}

/** Mean waits of two classes on one server without preemption, exponential service (A. Cobham, 1954); first class first. */
export function cobhamWaits(rates: readonly [number, number], service: number): [number, number] {
  const [first, second] = rates.map((rate) => rate * service) as [number, number];
  const residual = (first + second) * service;
  return [residual / (1 - first), residual / ((1 - first) * (1 - first - second))];
}

/** Mean time in the system when each request joins the shorter of two queues of very many (Mitzenmacher, 2001). */
export function powerOfTwoSojourn(load: number, service: number): number {
  let sum = 0;
  for (let i = 1; i < 40; i++) sum += load ** (2 ** i - 2);
  return sum * service;
}

/** Mean TTFT of prefill alone, one prompt at a time: M/D/1 (DistServe, arXiv 2401.09670, equation 1). */
export function prefillTtft(rate: number, service: number): number {
  return service + singleServerWait(rate, service, 0);
}

export interface BatchedDecode {
  readonly ratePerSecond: number;
  readonly baseSeconds: number;
  readonly perSequenceSeconds: number;
  readonly outputTokens: number;
  readonly maxSequences: number;
}

/**
 * Continuous batching of decode alone as a birth–death chain: with n requests, min(n, B) of them share steps of
 * base + perSequence·min(n, B), so that they leave at min(n, B) ÷ (step × tokens). Approximate: joining waits for no step.
 */
export function batchedDecode(spec: BatchedDecode): { sojourn: number; running: number } {
  const { ratePerSecond, baseSeconds, perSequenceSeconds, outputTokens, maxSequences } = spec;
  let term = 1;
  let total = 1;
  let inSystem = 0;
  let running = 0;
  for (let n = 1; n < 100_000 && term > 1e-18 * total; n++) {
    const batch = Math.min(n, maxSequences);
    term *= ratePerSecond / (batch / ((baseSeconds + perSequenceSeconds * batch) * outputTokens));
    total += term;
    inSystem += n * term;
    running += batch * term;
  }
  return { sojourn: inSystem / total / ratePerSecond, running: running / total };
}

export interface TakeAll {
  readonly ratePerSecond: number;
  readonly perRequestSeconds: number;
  readonly baseSeconds: number;
}

/** Upper bound on the mean sojourn where a server takes all that wait as one batch (Y. Inoue, 2021, theorem 2). */
export function takeAllBound({ ratePerSecond, perRequestSeconds, baseSeconds }: TakeAll): number {
  const load = ratePerSecond * perRequestSeconds;
  const base = ratePerSecond * baseSeconds;
  const light =
    ((perRequestSeconds + baseSeconds) / (2 * (1 - load))) *
    (1 + 2 * base + (1 - base) / (1 + load));
  const heavy =
    (1.5 * baseSeconds) / (1 - load) + ((perRequestSeconds / 2) * (load + 2)) / (1 - load * load);
  return Math.min(light, heavy);
}

/** Mean batch of such a server if it were never idle. */
export function saturatedBatch({ ratePerSecond, perRequestSeconds, baseSeconds }: TakeAll) {
  return (ratePerSecond * baseSeconds) / (1 - ratePerSecond * perRequestSeconds);
}

/**
 * The same server exactly, by its chain: after a batch of b, which takes t = perRequest·b + base, the next one is all
 * Poisson(rate·t) that came meanwhile, or the single request that ends the idle time. Those who came waited t/2 on average.
 */
export function takeAllExactly(spec: TakeAll): { sojourn: number; batch: number } {
  const { ratePerSecond, perRequestSeconds, baseSeconds } = spec;
  const stationary = batchChain(spec, 400);
  let served = 0;
  let seconds = 0;
  let batch = 0;
  for (const [index, share] of stationary.entries()) {
    const duration = perRequestSeconds * (index + 1) + baseSeconds;
    const mean = ratePerSecond * duration;
    const none = Math.exp(-mean);
    batch += share * (index + 1);
    served += share * (mean + none);
    const own = perRequestSeconds * (mean + mean * mean) + baseSeconds * mean;
    seconds += share * ((mean * duration) / 2 + own + none * (perRequestSeconds + baseSeconds));
  }
  return { sojourn: seconds / served, batch };
}

/** Stationary law of batch sizes 1 … `most`, by power iteration. */
function batchChain(spec: TakeAll, most: number): number[] {
  const rows = Array.from({ length: most }, (_, index) => {
    const mean = spec.ratePerSecond * (spec.perRequestSeconds * (index + 1) + spec.baseSeconds);
    const row = new Float64Array(most);
    let logTerm = -mean;
    row[0] = Math.exp(logTerm);
    for (let n = 1; n <= most; n++) {
      logTerm += Math.log(mean / n);
      row[n - 1]! += Math.exp(logTerm);
    }
    return row;
  });
  let law = new Float64Array(most).fill(1 / most);
  for (let round = 0; round < 600; round++) {
    const next = new Float64Array(most);
    for (let i = 0; i < most; i++) {
      const row = rows[i]!;
      for (let j = 0; j < most; j++) next[j]! += law[i]! * row[j]!;
    }
    const total = next.reduce((sum, share) => sum + share, 0);
    law = next.map((share) => share / total);
  }
  return Array.from(law);
}

/**
 * What a setup adds to the mean time in an M/G/1 that shuts down when it is empty and sets up again at the next arrival
 * (Welch 1964): (2E[D] + λE[D²]) ÷ (2(1 + λE[D])), where D is the setup of a busy period, 0 where there was none. With
 * `idleSeconds` = (a, b) the server goes on for a time between a and b after it is empty, all alike likely, and a
 * busy period that begins before has no setup. Of an exponential setup and an instant shutdown, it is the mean setup.
 */
export function setupDelay(
  rate: number,
  meanSetup: number,
  [least, most]: readonly [number, number] = [0, 0],
): number {
  const span = rate * (most - least);
  const survives = Math.exp(-rate * least);
  const needed = span > 0 ? (survives - Math.exp(-rate * most)) / span : survives;
  const mean = needed * meanSetup;
  const second = needed * 2 * meanSetup ** 2;
  return (2 * mean + rate * second) / (2 * (1 + rate * mean));
}
