import type { AlsoRecorded, DataProblem, Unknown } from "./patient-context";

type About = {
  /** LOINC code of the measure it would have been. */
  readonly about?: string | undefined;
  /** It is a reading that was not used, to be counted. */
  readonly reading?: boolean;
  /** The code or unit that was not known. */
  readonly unknown?: Unknown | null | undefined;
};

/** Collects what could not be used, saying the same about several once, with their number. */
export class ProblemList {
  private readonly seen = new Map<string, { problem: DataProblem; count: number }>();
  private readonly others = new Map<string, { what: string; why: string; count: number }>();

  add(code: DataProblem["code"], message: string, { about, reading = false, unknown }: About = {}): void {
    const earlier = this.seen.get(message);
    if (earlier) earlier.count += 1;
    else {
      const problem = {
        code,
        message,
        ...(about ? { about } : {}),
        ...(reading ? { readings: 1 } : {}),
        ...(unknown ? { unknown } : {}),
      };
      this.seen.set(message, { problem, count: 1 });
    }
  }

  /** Left out for a reason that needs no second look: named and counted, quietly. */
  leaveOut(what: string, why: string): void {
    const key = `${what}\n${why}`;
    const earlier = this.others.get(key);
    if (earlier) earlier.count += 1;
    else this.others.set(key, { what, why, count: 1 });
  }

  list(): DataProblem[] {
    return [...this.seen.values()].map(({ problem, count }) =>
      count === 1 || !problem.readings
        ? problem
        : { ...problem, readings: count, message: `${problem.message} (${count} readings)` },
    );
  }

  alsoRecorded(): AlsoRecorded[] {
    return [...this.others.values()];
  }
}
