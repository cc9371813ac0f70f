const WEEK = 7 * 86_400_000;

/**
 * Whether one more alarm may reach a person now: at most `most` in any seven days, however many there are. A clock set
 * back never makes room: alarms of the future count too.
 */
export const mayAlert = (told: readonly Date[], now: Date, most: number): boolean =>
  told.filter((at) => at.getTime() > now.getTime() - WEEK).length < most;
