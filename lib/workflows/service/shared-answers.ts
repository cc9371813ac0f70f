type Kept<T> = { readonly at: number; readonly answer: Promise<T> };

/**
 * Works each thing out once for all who ask for it: those that ask while it is being worked out wait for the same answer, those that
 * ask soon after get it, until somebody says that it has changed. What is dropped while it is being worked out goes only to
 * those who asked before.
 */
export class SharedAnswers<T> {
  private readonly kept = new Map<string, Kept<T>>();
  /** Another number whenever an answer was begun or dropped. */
  revision = 0;

  /**
   * In the order of `keys`.
   * @param now ms; an answer begun more than `keepMs` before it (or after it: the clock was set) is worked out anew
   * @param work answers for the keys that nobody has asked for lately, in their order
   * @param isGood whether others may have an answer, too
   * @throws what `work` throws; then nothing of it is kept
   */
  async get(
    keys: readonly string[],
    now: number,
    keepMs: number,
    work: (missing: readonly string[]) => Promise<readonly T[]>,
    isGood: (answer: T) => boolean = () => true,
  ): Promise<T[]> {
    const isFresh = (entry: Kept<T> | undefined) => entry !== undefined && Math.abs(now - entry.at) < keepMs;
    const missing = [...new Set(keys)].filter((key) => !isFresh(this.kept.get(key)));
    if (missing.length > 0) this.begin(missing, now, keepMs, work, isGood);
    return Promise.all(keys.map((key) => (this.kept.get(key) as Kept<T>).answer));
  }

  private begin(
    missing: readonly string[],
    now: number,
    keepMs: number,
    work: (missing: readonly string[]) => Promise<readonly T[]>,
    isGood: (answer: T) => boolean,
  ): void {
    this.revision++;
    for (const [key, { at }] of this.kept) if (Math.abs(now - at) >= keepMs) this.kept.delete(key);
    const all = work(missing);
    missing.forEach((key, i) => {
      const answer = all.then((answers) => answers[i] as T);
      const entry = { at: now, answer };
      this.kept.set(key, entry);
      const forget = () => {
        if (this.kept.get(key) === entry) this.drop(key);
      };
      answer.then((value) => isGood(value) || forget(), forget);
    });
  }

  drop(key: string): void {
    if (this.kept.delete(key)) this.revision++;
  }

  dropAll(): void {
    this.kept.clear();
    this.revision++;
  }
}
