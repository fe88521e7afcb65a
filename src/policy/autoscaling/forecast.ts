import type { Autoscaler, AutoscalerDefinition, AutoscalingSpec, ScalingView } from './port.ts';
import { replicasFor } from './steadied.ts';

type Spec = Extract<AutoscalingSpec, { policy: 'forecast' }>;

/**
 * Replicas for the arrivals that are expected once a replica that is asked for now has started: ⌈(1 + headroom) ×
 * highest forecast of the buckets from now until now + lead ÷ ratePerReplica⌉, and one for what is in the system.
 *
 * `seasonal-naive` expects what came one season ago, and what came last before it knows a season. `holt-winters`
 * smooths level, trend and additive season (Holt 1957, Winters 1960; Hyndman and Athanasopoulos, Forecasting, 8.3):
 * ℓ = α(y − s) + (1 − α)(ℓ + b), b = β(ℓ − ℓ′) + (1 − β)b, s = γ(y − ℓ′ − b′) + (1 − γ)s; without a season it is
 * Holt's linear trend. The first season teaches: its buckets only move level and trend, and the season starts at
 * what they were above their mean. Arrivals are counted from one scrape to the next, so a bucket is known only once a scrape after its end
 * has come.
 */
export const forecast: AutoscalerDefinition<Spec> = {
  create: (spec, startSeconds) => new Forecast(spec, spec.leadSeconds ?? startSeconds),
};

class Forecast implements Autoscaler {
  private readonly spec: Spec;
  private readonly leadSeconds: number;
  private readonly perSeason: number;
  private readonly rates: number[] = [];
  private readonly season: number[] = [];
  private level = 0;
  private trend = 0;
  private lastSeconds = 0;
  private lastArrivals = 0;
  private startSeconds = 0;
  private startArrivals = 0;

  constructor(spec: Spec, leadSeconds: number) {
    this.spec = spec;
    this.leadSeconds = leadSeconds;
    this.perSeason =
      spec.seasonSeconds === Number.POSITIVE_INFINITY
        ? 0
        : Math.max(1, Math.round(spec.seasonSeconds / spec.bucketSeconds));
  }

  desired({ nowSeconds, replicas, metrics }: ScalingView): number {
    this.observe(metrics.seconds, metrics.arrivals);
    if (this.rates.length === 0) return replicas;
    const { bucketSeconds, headroom, ratePerReplica } = this.spec;
    const from = Math.floor(nowSeconds / bucketSeconds);
    const until = Math.floor((nowSeconds + this.leadSeconds) / bucketSeconds);
    let highest = 0;
    for (let bucket = from; bucket <= until; bucket++) {
      highest = Math.max(highest, this.expected(bucket));
    }
    const wanted = replicasFor((1 + headroom) * highest, ratePerReplica);
    return metrics.outstanding > 0 ? Math.max(1, wanted) : wanted;
  }

  /** Closes the buckets that ended by `seconds`; arrivals between two scrapes are spread evenly. */
  private observe(seconds: number, arrivals: number): void {
    if (seconds <= this.lastSeconds) return;
    const slope = (arrivals - this.lastArrivals) / (seconds - this.lastSeconds);
    const { bucketSeconds } = this.spec;
    for (;;) {
      const end = (this.rates.length + 1) * bucketSeconds;
      if (end > seconds) break;
      const atEnd = this.lastArrivals + slope * (end - this.lastSeconds);
      this.learn((atEnd - this.startArrivals) / (end - this.startSeconds));
      this.startSeconds = end;
      this.startArrivals = atEnd;
    }
    this.lastSeconds = seconds;
    this.lastArrivals = arrivals;
  }

  private learn(rate: number): void {
    const { level: alpha, trend: beta, season: gamma } = this.spec.smoothing;
    const { perSeason, rates } = this;
    const bucket = rates.length;
    rates.push(rate);
    const hasSeason = perSeason > 0 && bucket >= perSeason;
    if (hasSeason && this.season.length === 0) this.startSeason();
    const at = perSeason > 0 ? bucket % perSeason : 0;
    const seasonal = hasSeason ? this.season[at]! : 0;
    const before = this.level + this.trend;
    const level = bucket === 0 ? rate : alpha * (rate - seasonal) + (1 - alpha) * before;
    if (bucket > 0) this.trend = beta * (level - this.level) + (1 - beta) * this.trend;
    if (hasSeason) this.season[at] = gamma * (rate - before) + (1 - gamma) * seasonal;
    this.level = level;
  }

  /** After the first season: its mean is the level, what each bucket was above it the season. */
  private startSeason(): void {
    const first = this.rates.slice(0, this.perSeason);
    const mean = first.reduce((sum, rate) => sum + rate, 0) / first.length;
    for (const rate of first) this.season.push(rate - mean);
    this.level = mean;
    this.trend = 0;
  }

  /** Arrivals per second expected in a bucket that is not over. */
  private expected(bucket: number): number {
    const { rates, perSeason } = this;
    const known = rates.length;
    if (this.spec.method === 'seasonal-naive') {
      if (perSeason === 0 || known < perSeason) return rates[known - 1]!;
      const seasonsBack = Math.max(1, Math.ceil((bucket - known + 1) / perSeason));
      return rates[bucket - seasonsBack * perSeason]!;
    }
    const ahead = Math.max(1, bucket - known + 1);
    const seasonal = this.season.length > 0 ? this.season[bucket % perSeason]! : 0;
    return Math.max(0, this.level + ahead * this.trend + seasonal);
  }
}
