import Link from "next/link";
import type { LineageStep } from "@/lib/workflows/learning/version-story";

const [WIDTH, HEIGHT, GAP] = [184, 64, 36];

/** Data, run, version, assessments, labels: a picture for the eye, and the same as a list for everybody. */
export function LineagePicture({ steps }: { steps: readonly LineageStep[] }) {
  const width = steps.length * WIDTH + (steps.length - 1) * GAP;
  return (
    <>
      <div className="hidden xl:block">
        <svg viewBox={`0 0 ${width} ${HEIGHT}`} className="w-full" aria-hidden="true">
          {steps.map((step, i) => {
            const x = i * (WIDTH + GAP);
            const isVersion = step.kind === "version";
            return (
              <g key={step.kind}>
                {i > 0 && (
                  <path
                    d={`M ${x - GAP + 4} ${HEIGHT / 2} H ${x - 10} m -6 -5 l 6 5 l -6 5`}
                    fill="none"
                    stroke="var(--line-strong)"
                    strokeWidth="1.5"
                  />
                )}
                <rect
                  x={x + 0.75}
                  y={0.75}
                  width={WIDTH - 1.5}
                  height={HEIGHT - 1.5}
                  rx={8}
                  fill={isVersion ? "var(--accent-soft)" : "var(--surface)"}
                  stroke={isVersion ? "var(--accent)" : "var(--line-strong)"}
                  strokeWidth="1.5"
                />
                <text
                  x={x + WIDTH / 2}
                  y={HEIGHT / 2 + 5}
                  textAnchor="middle"
                  fontSize="15"
                  fontWeight="600"
                  fill="var(--ink)"
                >
                  {shorten(step.title)}
                </text>
              </g>
            );
          })}
        </svg>
      </div>
      <ol className="mt-3 grid gap-x-6 gap-y-2 xl:grid-cols-5">
        {steps.map((step) => (
          <li key={step.kind} className="min-w-0 text-pretty">
            <b className="break-words">
              {step.href ? (
                <Link href={step.href} prefetch={false} className="text-accent underline underline-offset-2">
                  {step.title}
                </Link>
              ) : (
                step.title
              )}
            </b>
            <span className="block text-ink-2">{step.detail}</span>
          </li>
        ))}
      </ol>
    </>
  );
}

const shorten = (title: string): string => (title.length > 20 ? `${title.slice(0, 19)}…` : title);
