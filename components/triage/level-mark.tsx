import type { Level } from "@/lib/case/level";

/**
 * The sign of a level: each has a numeral, a silhouette and a colour of its own, so that any two of the three are enough.
 * `outline`: dashed, for a level that only safety rules gave.
 */
const SHAPES: Readonly<Record<Level, string>> = {
  1: "M12.5 1.5h15l11 11v15l-11 11h-15l-11-11v-15z", // octagon, as a stop sign
  2: "M20 .8 39.2 20 20 39.2.8 20z", // diamond, as a warning sign
  3: "M3.5 3.5h33v33h-33z", // square
  4: "M4 3h32v16.5a16 17 0 0 1-32 0z", // shield
  5: "M20 2a18 18 0 1 1 0 36 18 18 0 0 1 0-36z", // circle
};
const UNKNOWN = SHAPES[3];

type Props = { level: Level | null; size?: number; dashed?: boolean; className?: string };

export function LevelMark({ level, size = 28, dashed = false, className = "" }: Props) {
  const fill = level === null ? "var(--surface)" : dashed ? "var(--surface)" : `var(--l${level})`;
  const stroke = level === null ? "var(--line-strong)" : `var(--l${level})`;
  const ink = level === null || dashed ? "var(--ink)" : `var(--l${level}-ink)`;
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 40 40"
      aria-hidden="true"
      focusable="false"
      className={`shrink-0 ${className}`}
    >
      <path
        d={level === null ? UNKNOWN : SHAPES[level]}
        fill={fill}
        stroke={stroke}
        strokeWidth={dashed ? 3.2 : level === null ? 2 : 0}
        strokeDasharray={dashed || level === null ? "5 3.4" : undefined}
        strokeLinejoin="round"
      />
      <text
        x="20"
        y={level === 4 ? 19.5 : 20.5}
        textAnchor="middle"
        dominantBaseline="central"
        fontSize={level === 2 ? 20 : 22}
        fontWeight="720"
        fill={ink}
      >
        {level ?? "?"}
      </text>
    </svg>
  );
}
