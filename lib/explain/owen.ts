import {
  type Coalition,
  coalitionOf,
  MAX_PLAYERS,
  type RememberedGame,
  remembered,
  type ValueFunction,
} from "./coalition";
import { randomOrder, seededRandom } from "./random";
import { doubtsOf, type Neighbours } from "./ranking";
import { Samples } from "./samples";
import {
  checkPlayers,
  coalitionWeight,
  estimatesOf,
  exactShapley,
  MAX_EXACT_PLAYERS,
  type ShapleyResult,
} from "./shapley";
import { type AntitheticPair, antitheticPair } from "./walk";

/**
 * Owen values (G. Owen, "Values of games with a priori unions", 1977): Shapley values of a game whose players belong to
 * groups. A player's value is the mean of what it adds over all orders in which every group comes in one piece; a group's
 * members add up to the group's Shapley value in the quotient game, in which the groups are the players.
 *
 * Five groups have 32 coalitions, so the quotient game is always enumerated and what a group adds has no sampling error.
 * Inside a group the members' values are, the Shapley value being linear, those of the game averaged over what may come
 * before the group. That game is enumerated where it is small; else orders are sampled (A. Saavedra-Nieves et al.,
 * "Estimation of the Owen value based on sampling", 2018) in antithetic pairs (Mitchell et al., JMLR 2022;23(43)).
 */
export type Groups = readonly (readonly number[])[];

export type OwenOptions = {
  readonly seed: number;
  /** Most distinct coalitions to evaluate, beyond which no more orders are drawn. Every group is sampled at least twice. */
  readonly maxEvaluations: number;
  /**
   * For a replay: how many orders to walk inside each group, 0 to enumerate it, instead of deciding by what is seen. A
   * group's orders come from a random stream of its own, so that these numbers and the seed determine every estimate.
   */
  readonly samplesByGroup?: readonly number[];
};

export type OwenResult = ShapleyResult & {
  /** (groups, outputs), exact. */
  readonly groups: readonly (readonly number[])[];
  /** Orders walked inside each group; 0: enumerated. */
  readonly samplesByGroup: readonly number[];
  /** False: the budget was spent before the order of the largest effects on the first output was certain. */
  readonly settled: boolean;
};

/** Pairs of orders drawn in every sampled group before anything is decided, and drawn at a time afterwards. */
const FIRST_PAIRS = 6;
const MORE_PAIRS = 4;
/** Fewer give no standard error. */
const FEWEST_PAIRS = 2;

/** Shapley values of the game between the groups: what each group adds. (groups, outputs) in at most 2^m evaluations. */
export const quotientShapley = (groups: Groups, evaluate: ValueFunction): Promise<ShapleyResult> =>
  exactShapley(groups.length, (coalitions) =>
    evaluate(coalitions.map((c) => membersOf(groups, (g) => c[g] === true))),
  );

/** Distinct coalitions that exact Owen values take. */
export const enumerationCost = (groups: Groups): number =>
  groups.reduce((sum, members) => sum + insideCost(members.length, groups.length), 2 ** groups.length);

/** Coalitions in which a part of a group, neither nothing nor all of it, stands beside any set of the m - 1 others. */
const insideCost = (members: number, m: number): number => 2 ** (m - 1) * (2 ** members - 2);

/** Owen values, exact where every group can be enumerated within the budget or there are 12 players or fewer. */
export async function owenValues(
  groups: Groups,
  evaluate: ValueFunction,
  options: OwenOptions,
): Promise<OwenResult> {
  const n = checkGroups(groups);
  const game = remembered(evaluate);
  const quotient = await quotientShapley(groups, game.value);
  const insides = groups.map(
    (_, g) => new Inside(groups, g, quotient.values[g] as readonly number[], game, options.seed),
  );

  let settled = true;
  if (options.samplesByGroup) {
    const { samplesByGroup } = options;
    for (const inside of insides) if (!samplesByGroup[inside.group]) await inside.enumerate();
    await sample(
      insides.map((inside) => [inside, (samplesByGroup[inside.group] ?? 0) / 2]),
      game,
    );
    settled = doubtsAbout(insides, n).length === 0;
  } else if (n <= MAX_EXACT_PLAYERS || enumerationCost(groups) <= options.maxEvaluations) {
    for (const inside of insides) await inside.enumerate();
  } else settled = await sampleUntilSettled(insides, n, game, options.maxEvaluations);

  const values: (readonly number[])[] = new Array(n);
  const standardErrors: (readonly number[])[] = new Array(n);
  for (const inside of insides) {
    const errors = inside.standardErrors();
    inside.values().forEach((outputs, i) => {
      values[inside.members[i] as number] = outputs;
      standardErrors[inside.members[i] as number] = errors[i] as number[];
    });
  }
  const samplesByGroup = insides.map((inside) => inside.samples);
  return {
    base: quotient.base,
    full: quotient.full,
    values,
    standardErrors,
    groups: quotient.values,
    samples: samplesByGroup.reduce((a, b) => a + b, 0),
    samplesByGroup,
    evaluations: game.evaluations(),
    settled,
  };
}

/**
 * A few orders inside every group, then more where they decide the order of the largest effects, until that order is
 * certain or the budget spent. Depends on nothing but the seed and the answers: never on the clock.
 */
async function sampleUntilSettled(
  insides: readonly Inside[],
  n: number,
  game: RememberedGame,
  maxEvaluations: number,
): Promise<boolean> {
  for (const inside of insides)
    if (inside.costToEnumerate <= FIRST_PAIRS * inside.costOfPair) await inside.enumerate();
  const open = insides.filter((inside) => !inside.exact);
  const left = () => maxEvaluations - game.evaluations();
  const perRound = open.reduce((sum, inside) => sum + inside.costOfPair, 0);
  const first = Math.max(FEWEST_PAIRS, Math.min(FIRST_PAIRS, Math.floor(left() / perRound)));
  await sample(
    open.map((inside) => [inside, first]),
    game,
  );

  for (;;) {
    const doubts = doubtsAbout(insides, n);
    const next = mostUseful(open, doubts);
    if (!next) return true;
    const pairs = Math.min(MORE_PAIRS, Math.floor(left() / next.costOfPair));
    if (next.costToEnumerate <= left() && next.isHalfEnumerated) await next.enumerate();
    else if (pairs >= 1) await sample([[next, pairs]], game);
    else return false;
  }
}

/** The group where another pair of orders takes most variance out of what is in doubt, for what it costs. */
function mostUseful(open: readonly Inside[], doubts: readonly Neighbours[]): Inside | undefined {
  let best: { inside: Inside; worth: number } | undefined;
  for (const inside of open) {
    const variance = doubts.reduce((sum, doubt) => sum + inside.varianceOf(doubt), 0);
    const worth = variance / inside.pairs / inside.costOfPair;
    if (worth > (best?.worth ?? 0)) best = { inside, worth };
  }
  return best?.inside;
}

/** Groups are sampled independently of each other: variances add across them. */
function doubtsAbout(insides: readonly Inside[], n: number): Neighbours[] {
  const values = new Array<number>(n).fill(0);
  for (const inside of insides)
    inside.values().forEach(([severity], i) => {
      values[inside.members[i] as number] = severity as number;
    });
  return doubtsOf(values, (order) => insides.reduce((sum, inside) => sum + inside.varianceOf(order), 0));
}

/** Draws pairs of orders in some groups and asks for all their coalitions at once. */
async function sample(draws: readonly (readonly [Inside, number])[], game: RememberedGame): Promise<void> {
  const drawn = draws.flatMap(([inside, pairs]) =>
    inside.exact ? [] : Array.from({ length: pairs }, () => ({ inside, pair: inside.draw() })),
  );
  const gains = await estimatesOf(
    drawn.map(({ pair }) => pair),
    game.value,
    drawn.map(({ inside }) => inside.members),
  );
  drawn.forEach(({ inside }, i) => {
    inside.add(gains[i] as number[][]);
  });
}

/** One group seen from inside: what each member adds of what the group adds. */
class Inside {
  readonly members: readonly number[];
  /** (members, outputs) once enumerated. */
  exact: readonly (readonly number[])[] | null = null;
  private readonly estimates = new Samples();
  private readonly random: () => number;

  constructor(
    private readonly groups: Groups,
    readonly group: number,
    /** What the group adds. (outputs) */
    private readonly total: readonly number[],
    private readonly game: RememberedGame,
    seed: number,
  ) {
    this.members = groups[group] as readonly number[];
    this.random = seededRandom(seed + group * STREAMS_APART);
    if (this.members.length === 1) this.exact = [total];
  }

  get pairs(): number {
    return this.estimates.count;
  }
  get samples(): number {
    return this.exact ? 0 : 2 * this.pairs;
  }
  /** New coalitions of a pair of orders, at most. */
  get costOfPair(): number {
    return 2 * (this.members.length - 1);
  }
  get costToEnumerate(): number {
    return this.members.length > MAX_EXACT_PLAYERS
      ? Number.POSITIVE_INFINITY
      : insideCost(this.members.length, this.groups.length);
  }
  /** Sampling on would soon have met every coalition there is. */
  get isHalfEnumerated(): boolean {
    return this.pairs * this.costOfPair >= this.costToEnumerate / 2;
  }

  values(): readonly (readonly number[])[] {
    return this.exact ?? this.estimates.means();
  }

  standardErrors(): number[][] {
    return this.exact ? this.exact.map((outputs) => outputs.map(() => 0)) : this.estimates.standardErrors();
  }

  /** This group's part of the variance of a difference between two effects on the first output. */
  varianceOf({ larger, smaller }: Neighbours): number {
    const [a, b] = [this.members.indexOf(larger.player), this.members.indexOf(smaller.player)];
    if (this.exact || (a < 0 && b < 0)) return 0;
    return this.estimates.varianceOfMean(
      (row) => larger.sign * (row[a]?.[0] ?? 0) - smaller.sign * (row[b]?.[0] ?? 0),
    );
  }

  /** Averages the game over every set of other groups that may come first, and enumerates what is left. */
  async enumerate(): Promise<void> {
    if (this.exact) return;
    const m = this.groups.length;
    const others = this.groups.map((_, g) => g).filter((g) => g !== this.group);
    const contexts = Array.from({ length: 2 ** (m - 1) }, (_, bits) => {
      const first = coalitionOf(bits, m - 1);
      return {
        weight: coalitionWeight(first.filter(Boolean).length, m),
        before: membersOf(this.groups, (g) => first[others.indexOf(g)] === true),
      };
    });
    const averaged: ValueFunction = async (coalitions) => {
      const values = await this.game.value(
        coalitions.flatMap((c) => contexts.map(({ before }) => this.with(before, (i) => c[i] === true))),
      );
      return coalitions.map((_, at) =>
        this.total.map((_output, k) =>
          contexts.reduce(
            (sum, { weight }, h) => sum + weight * (values[at * contexts.length + h]?.[k] as number),
            0,
          ),
        ),
      );
    };
    this.exact = (await exactShapley(this.members.length, averaged)).values;
  }

  /** An order of the groups and one of the members, and both reversed: the groups behind become the groups in front. */
  draw(): AntitheticPair {
    const order = randomOrder(this.groups.length, this.random);
    const place = order.indexOf(this.group);
    const members = randomOrder(this.members.length, this.random).map((i) => this.members[i] as number);
    const before = new Set(order.slice(0, place));
    const after = new Set(order.slice(place + 1));
    return antitheticPair(
      members,
      membersOf(this.groups, (g) => before.has(g)),
      membersOf(this.groups, (g) => after.has(g)),
    );
  }

  /**
   * Takes in what the members added on one pair of walks. Together they added what the group adds after the groups that
   * happened to come first; what it adds on average is known exactly, and the difference, which is nought on average, is
   * taken off in equal parts. So every estimate adds up to the group, and the noise of the group's total is gone.
   */
  add(gains: readonly (readonly number[])[]): void {
    const excess = this.total.map(
      (total, k) => (gains.reduce((sum, row) => sum + (row[k] as number), 0) - total) / this.members.length,
    );
    this.estimates.add(gains.map((row) => row.map((x, k) => x - (excess[k] as number))));
  }

  private with(before: Coalition, present: (index: number) => boolean): Coalition {
    const coalition = [...before];
    this.members.forEach((player, i) => {
      if (present(i)) coalition[player] = true;
    });
    return coalition;
  }
}

/** Any odd number far from 0: keeps the groups' random streams apart. */
const STREAMS_APART = 0x9e3779b1;

const sizeOf = (groups: Groups): number => groups.reduce((sum, g) => sum + g.length, 0);

function membersOf(groups: Groups, chosen: (group: number) => boolean): Coalition {
  const coalition = new Array<boolean>(sizeOf(groups)).fill(false);
  groups.forEach((members, g) => {
    if (chosen(g)) for (const player of members) coalition[player] = true;
  });
  return coalition;
}

/** @returns the number of players */
function checkGroups(groups: Groups): number {
  const n = sizeOf(groups);
  checkPlayers(n, MAX_PLAYERS);
  const players = new Set(groups.flat());
  if (
    players.size !== n ||
    !groups.every((g) => g.length > 0) ||
    ![...players].every((p) => Number.isInteger(p) && p >= 0 && p < n)
  )
    throw new RangeError("the groups must hold every player once");
  return n;
}
