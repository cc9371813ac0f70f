/** Text of every chart's axes. */
export const AXIS_TICK = { fill: "var(--ink-3)", fontSize: 12 } as const;
