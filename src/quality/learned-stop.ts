import { hashKey, hashUniform } from '../base/random/hash.ts';

/** How many samples a decision may ask for; 0 stops. */
export const sampleCounts = [0, 1, 2, 4] as const;

/** What a learned policy looks at: votes for the first two answers, samples asked for, and whether the cluster is busy. */
export type StopFeature = 'votes' | 'spent' | 'queue';

/** A table of states, and what of {@link sampleCounts} is asked for in each: places in it, by {@link stateOf}. */
export interface StopTable {
  readonly maxSamples: number;
  readonly features: readonly StopFeature[];
  readonly actions: Int8Array;
}

/** What is learned from: problems and prices. */
export interface StopLessons {
  /** Chances that one sample is right at problems that are equally frequent. */
  readonly chances: Float64Array;
  readonly wrongShares: Float64Array;
  readonly maxSamples: number;
  readonly features: readonly StopFeature[];
  /** What a sample costs, in right answers; `busyPrice` times as much where the cluster is busy, as in every other lesson. */
  readonly price: number;
  readonly busyPrice: number;
  /** Chance that a decision of a lesson is drawn at random. */
  readonly exploration: number;
  readonly episodes: number;
}

/** Place of a state in a table. */
export function stateOf(
  { maxSamples, features }: Pick<StopTable, 'maxSamples' | 'features'>,
  asked: number,
  votes: readonly [first: number, second: number],
  isBusy: boolean,
): number {
  const side = maxSamples + 1;
  const [first, second] = features.includes('votes') ? votes : [0, 0];
  const spent = features.includes('spent') ? asked : 0;
  const busy = features.includes('queue') && isBusy ? 1 : 0;
  return ((busy * side + spent) * side + first) * side + second;
}

/** Learning slows down with the visits of a state and an action, to the power of −0.8: assumed, within what makes it converge. */
const SLOWING = 0.8;

/**
 * Learns when to stop sampling by tabular Q-learning (Watkins 1989, Learning from Delayed Rewards): a lesson is a problem whose
 * samples are drawn, a reward is 1 for a right plurality less what its samples cost, and the truth is in the reward of lessons
 * alone. What is drawn follows from the names. States that no lesson came to stop.
 */
export function learnStopping(lessons: StopLessons, ...names: (string | number)[]): StopTable {
  const { maxSamples, features, episodes, exploration } = lessons;
  const states = 2 * (maxSamples + 1) ** 3;
  const values = new Float64Array(states * sampleCounts.length);
  const visits = new Int32Array(states * sampleCounts.length);
  const key = hashKey(...names, 'lessons');
  const allowed = (asked: number) => actionsAt(asked, maxSamples);
  for (let episode = 0; episode < episodes; episode++) {
    let draws = 0;
    const draw = () => hashUniform(key, episode, draws++, 0);
    const isBusy = features.includes('queue') && episode % 2 === 1;
    const price = lessons.price * (isBusy ? lessons.busyPrice : 1);
    const lesson = new Lesson(lessons, draw);
    for (let isOver = false; !isOver; ) {
      const { asked } = lesson;
      const from = stateOf(lessons, asked, lesson.topTwo(), isBusy) * sampleCounts.length;
      const choice = allowed(asked);
      const random = draw() < exploration;
      const action = random
        ? (choice[Math.floor(draw() * choice.length)] ?? 0)
        : bestOf(values, from, choice);
      const count = Math.min(sampleCounts[action] ?? 0, maxSamples - asked);
      let worth = lesson.chanceOfRight();
      if (count > 0) {
        lesson.sample(count);
        const to = stateOf(lessons, lesson.asked, lesson.topTwo(), isBusy) * sampleCounts.length;
        worth = valueAt(values, to + bestOf(values, to, allowed(lesson.asked))) - price * count;
      } else isOver = true;
      const place = from + action;
      const seen = valueAt(visits, place) + 1;
      visits[place] = seen;
      const value = valueAt(values, place);
      values[place] = value + (worth - value) / seen ** SLOWING;
    }
  }
  const actions = new Int8Array(states);
  for (let state = 0; state < states; state++) {
    const from = state * sampleCounts.length;
    const known = sampleCounts.flatMap((_, action) =>
      valueAt(visits, from + action) > 0 ? [action] : [],
    );
    actions[state] = known.length === 0 ? 0 : bestOf(values, from, known);
  }
  return { maxSamples, features, actions };
}

/** An answer takes a sample; past the most there is nothing to ask for. */
function actionsAt(asked: number, maxSamples: number): readonly number[] {
  if (asked === 0) return [1, 2, 3];
  return asked >= maxSamples ? [0] : [0, 1, 2, 3];
}

function valueAt(values: { readonly [place: number]: number }, place: number): number {
  return values[place] ?? 0;
}

/** Of equal values the first. */
function bestOf(values: Float64Array, from: number, choice: readonly number[]): number {
  let best = choice[0] ?? 0;
  for (const action of choice)
    if (valueAt(values, from + action) > valueAt(values, from + best)) best = action;
  return best;
}

/** The samples of one problem. */
class Lesson {
  asked = 0;
  readonly #chance: number;
  readonly #shares: Float64Array;
  readonly #draw: () => number;
  /** By answer, the right one first. */
  readonly #votes: number[];

  constructor({ chances, wrongShares }: StopLessons, draw: () => number) {
    this.#chance = chances[Math.floor(draw() * chances.length)] ?? 0;
    this.#shares = wrongShares;
    this.#draw = draw;
    this.#votes = new Array<number>(wrongShares.length + 1).fill(0);
  }

  sample(count: number): void {
    this.asked += count;
    for (let i = 0; i < count; i++) {
      const answer = this.#answer();
      this.#votes[answer] = (this.#votes[answer] ?? 0) + 1;
    }
  }

  topTwo(): readonly [first: number, second: number] {
    let [first, second] = [0, 0];
    for (const votes of this.#votes) {
      if (votes > first) [first, second] = [votes, first];
      else if (votes > second) second = votes;
    }
    return [first, second];
  }

  /** Of the plurality; of answers with as many votes any wins alike. */
  chanceOfRight(): number {
    const [first] = this.topTwo();
    if (this.#votes[0] !== first) return 0;
    return 1 / this.#votes.filter((votes) => votes === first).length;
  }

  #answer(): number {
    let left = this.#draw() - this.#chance;
    if (left < 0) return 0;
    left /= 1 - this.#chance;
    for (let wrong = 0; wrong < this.#shares.length - 1; wrong++) {
      left -= this.#shares[wrong] ?? 0;
      if (left < 0) return wrong + 1;
    }
    return this.#shares.length;
  }
}
