/**
 * Puts a clock in the place of this process's that can be made to jump: what asks for the time of day, ours and the libraries', gets it so much
 * later or earlier. Timers go on as they do when a machine's clock is set. For the drill's own processes alone.
 */
export function shiftClock(): (byMs: number) => void {
  const RealDate = Date;
  let shift = 0;
  class ShiftedDate extends RealDate {
    constructor(...given: unknown[]) {
      if (given.length === 0) super(RealDate.now() + shift);
      else super(...(given as [number]));
    }
    static override now(): number {
      return RealDate.now() + shift;
    }
  }
  globalThis.Date = ShiftedDate as DateConstructor;
  return (byMs) => {
    shift = byMs;
  };
}
