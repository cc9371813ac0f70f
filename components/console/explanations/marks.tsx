/** How lines are told apart: by colour, by dash and by the mark on their points, each enough alone. */
export type Mark = {
  readonly stroke: string;
  readonly dash: string | undefined;
  readonly shape: "circle" | "square" | "diamond" | "cross";
};

const MARKS: readonly Mark[] = [
  { stroke: "var(--s1)", dash: undefined, shape: "circle" },
  { stroke: "var(--s2)", dash: "7 3", shape: "square" },
  { stroke: "var(--s3)", dash: "2 3", shape: "diamond" },
  { stroke: "var(--s4)", dash: "9 3 2 3", shape: "cross" },
];

export const markOf = (index: number): Mark => MARKS[index % MARKS.length] as Mark;

/** One point of a line. */
export function Point({ mark, x, y, size = 3 }: { mark: Mark; x: number; y: number; size?: number }) {
  const { stroke, shape } = mark;
  if (shape === "circle") return <circle cx={x} cy={y} r={size} fill={stroke} />;
  if (shape === "cross")
    return (
      <path
        d={`M${x - size} ${y}h${2 * size}M${x} ${y - size}v${2 * size}`}
        stroke={stroke}
        strokeWidth={2}
        fill="none"
      />
    );
  const side = 1.8 * size;
  return (
    <rect
      x={x - side / 2}
      y={y - side / 2}
      width={side}
      height={side}
      fill={stroke}
      transform={shape === "diamond" ? `rotate(45 ${x} ${y})` : undefined}
    />
  );
}

/** A line of a legend as it is drawn in the charts. */
export function Sample({ mark }: { mark: Mark }) {
  return (
    <svg width="34" height="12" aria-hidden="true" className="shrink-0">
      <line x1="1" x2="33" y1="6" y2="6" stroke={mark.stroke} strokeWidth="2" strokeDasharray={mark.dash} />
      <Point mark={mark} x={17} y={6} />
    </svg>
  );
}
