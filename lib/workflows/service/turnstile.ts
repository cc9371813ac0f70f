/** Lets at most `places` calls in at a time; the others wait their turn, first come, first served. */
export class Turnstile {
  private free: number;
  private readonly waiting: (() => void)[] = [];

  constructor(places: number) {
    this.free = places;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((go) => this.waiting.push(go));
    try {
      return await work();
    } finally {
      // The place is handed on, not given back and taken again.
      const next = this.waiting.shift();
      if (next) next();
      else this.free++;
    }
  }
}
