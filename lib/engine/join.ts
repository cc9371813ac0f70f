import { setImmediate } from "node:timers/promises";
import type { TriageCase } from "@/lib/case/triage-case";
import type { Prediction } from "@/lib/model/prediction";
import type { AnsweredBy, Engine, PredictOptions } from "./engine";

export type JoinOptions = {
  /** Most cases of one joined call. */
  readonly most?: number;
  /** Calls under way at once before others wait to be joined: what the engine can work on side by side. */
  readonly atOnce?: number;
};

type Waiting = {
  readonly cases: readonly TriageCase[];
  readonly asked: PredictOptions;
  readonly resolve: (answers: Prediction[]) => void;
  readonly reject: (error: unknown) => void;
};

/** The size of batch beyond which a case more costs as much as it would alone. */
const MOST = 64;

/**
 * Joins calls that come while others are under way into one call of the engine: adaptive micro-batching. A call that finds
 * the engine idle starts at once, so nobody waits for company. Only calls that say `joinable` are joined: an explanation asks
 * in large batches already, and its numbers must not depend on who else is being answered.
 */
export function joinCalls(engine: Engine, { most = MOST, atOnce = 1 }: JoinOptions = {}): Engine {
  const waiting: Waiting[] = [];
  let underWay = 0;

  async function answer(group: readonly Waiting[]): Promise<void> {
    const by: AnsweredBy[] = [];
    const asked = { ...group[0]?.asked, onAnswer: (who: AnsweredBy) => void by.push(who) };
    try {
      const answers = await engine.predict(
        group.flatMap((w) => w.cases),
        asked,
      );
      let at = 0;
      for (const { cases, asked: own, resolve } of group) {
        const [who] = by;
        if (who) own.onAnswer?.(who);
        resolve(answers.slice(at, at + cases.length));
        at += cases.length;
      }
    } catch (error) {
      const [only, ...others] = group;
      if (others.length === 0) return only?.reject(error);
      // One call must not fail for another's case: each is asked again by itself.
      await Promise.all(group.map((w) => answer([w])));
    }
  }

  async function work(first: readonly Waiting[]): Promise<void> {
    underWay++;
    try {
      for (let group = first; group.length > 0; group = take(waiting, most)) {
        await answer(group);
        // Who has arrived meanwhile is heard before the next call begins.
        await setImmediate();
      }
    } finally {
      underWay--;
    }
  }

  return Object.create(engine, {
    predict: {
      value: (cases: readonly TriageCase[], asked: PredictOptions = {}): Promise<Prediction[]> => {
        if (!asked.joinable || cases.length === 0 || cases.length >= most)
          return engine.predict(cases, asked);
        return new Promise((resolve, reject) => {
          const mine: Waiting = { cases, asked, resolve, reject };
          if (underWay < atOnce) void work([mine]);
          else waiting.push(mine);
        });
      },
    },
  }) as Engine;
}

/** Those that wait longest and ask alike, up to `most` cases. */
function take(waiting: Waiting[], most: number): Waiting[] {
  const [first] = waiting;
  if (!first) return [];
  const taken: Waiting[] = [];
  let cases = 0;
  for (let i = 0; i < waiting.length; ) {
    const next = waiting[i] as Waiting;
    if (!isAlike(first.asked, next.asked)) i++;
    else if (cases + next.cases.length > most) break;
    else {
      taken.push(next);
      cases += next.cases.length;
      waiting.splice(i, 1);
    }
  }
  return taken;
}

const isAlike = (a: PredictOptions, b: PredictOptions): boolean =>
  a.embedding === b.embedding && a.familiarity === b.familiarity;
