/** Lets one piece of work run at a time, in the order of arrival: requests see transactions whole or not at all. */
export class Turnstile {
  private last: Promise<unknown> = Promise.resolve();

  run<R>(work: () => Promise<R>): Promise<R> {
    const turn = this.last.then(work, work);
    this.last = turn.catch(() => {});
    return turn;
  }
}
