import { assert } from '../base/assert.ts';
import type { CompiledFacility } from '../compile/facility.ts';
import { nextPart, type Profile, partsOver } from '../physics/facility/profile.ts';
import type { Router } from '../policy/routing/port.ts';

/** The grid, or the price, of one site. */
interface Feed {
  readonly profile: Profile;
  /** Time of day when the run starts. */
  readonly startSeconds: number;
  /** When it changes next. */
  nextSeconds: number;
}

/** What a kilowatt-hour emits or costs at each site now: a router is told before it is asked, whenever that changed. */
export class SiteSignals {
  readonly #router: Router;
  readonly #feeds: readonly Feed[];
  #nextSeconds = 0;

  constructor(facility: CompiledFacility, signal: 'gramsPerKwh' | 'usdPerKwh', router: Router) {
    this.#router = router;
    this.#feeds = facility.buildings.map((building) => ({
      profile: building[signal],
      startSeconds: building.startSeconds,
      nextSeconds: 0,
    }));
  }

  begin(): void {}

  beforeSend(seconds: number): void {
    if (seconds < this.#nextSeconds) return;
    this.#nextSeconds = Number.POSITIVE_INFINITY;
    for (const [site, feed] of this.#feeds.entries()) {
      if (seconds >= feed.nextSeconds) {
        const at = feed.startSeconds + seconds;
        this.#router.onSite?.(site, partsOver(feed.profile, at, at)[0]!.value);
        feed.nextSeconds = nextPart(feed.profile, at).seconds - feed.startSeconds;
      }
      this.#nextSeconds = Math.min(this.#nextSeconds, feed.nextSeconds);
    }
  }

  onEvent(): number {
    assert(false, 'grids publish nothing by themselves');
  }
}
