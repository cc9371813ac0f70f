"use client";
import { useLocale, useTranslations } from "next-intl";
import { useId, useRef } from "react";
import { Bar, BarChart, ReferenceLine, XAxis, YAxis } from "recharts";
import { arrow } from "./arrow";
import { fillOf, Hatches, Swatch, ticksOf, toX, useWidth } from "./chart-parts";
import { type Force, forceOf, type Push, type Side } from "./force-data";
import { PartLabel } from "./part-label";
import { formatPlace, formatSize, type Picture } from "./picture-data";
import { TONES } from "./tones";

const HEIGHT = 92;
const BAR = 26;
/** Pixels a bar needs to carry its number. */
const NUMBERED = 15;

/**
 * The findings as two forces that meet at the patient's level: what makes it more urgent pushes from the right, what makes
 * it less urgent from the left. The lists below name them, largest first, with the numbers the bars carry.
 */
export function ForceView({ picture, caption }: { picture: Picture; caption: string }) {
  const force = forceOf(picture);
  return (
    <div>
      <ForceBar picture={picture} force={force} />
      <div className="mt-1 grid grid-cols-2 gap-x-5">
        <Pushes side={force.up} picture={picture} from="left" caption={caption} />
        <Pushes side={force.down} picture={picture} from="right" caption={caption} />
      </div>
    </div>
  );
}

/** Decoration for those who see: the lists say the same. */
function ForceBar({ picture: { base, output, outcome, scale }, force }: { picture: Picture; force: Force }) {
  const t = useTranslations("explanation");
  const locale = useLocale();
  const holder = useRef<HTMLDivElement>(null);
  const width = useWidth(holder);
  const id = useId();
  const x = toX(force.domain, width);
  const pushes = [
    ...[...force.up.pushes].reverse().map((p) => ({ push: p, side: force.up })),
    ...force.down.pushes.map((p) => ({ push: p, side: force.down })),
  ];
  return (
    <div
      ref={holder}
      aria-hidden="true"
      style={{ height: HEIGHT }}
      className="min-w-0 overflow-hidden print:overflow-visible"
    >
      {width > 0 && (
        <BarChart
          width={width}
          height={HEIGHT}
          data={[{ key: "force", range: [...force.domain] }]}
          layout="vertical"
          margin={{ top: 0, right: 1, bottom: 0, left: 1 }}
          barCategoryGap={0}
          accessibilityLayer={false}
          tabIndex={-1}
        >
          <Hatches id={id} />
          <XAxis type="number" hide domain={[...force.domain]} allowDataOverflow />
          <YAxis type="category" dataKey="key" hide />
          {ticksOf(force.domain, scale).map((tick) => (
            <ReferenceLine
              zIndex={-10}
              key={tick}
              x={tick}
              stroke="var(--line)"
              label={{
                value:
                  outcome === "severity"
                    ? t("levelTick", { level: tick })
                    : formatPlace(outcome, tick, locale),
                position: tick >= force.domain[1] - 1e-9 ? "insideBottomRight" : "insideBottomLeft",
                fill: "var(--ink-3)",
                fontSize: 11,
                offset: 4,
              }}
            />
          ))}
          <ReferenceLine zIndex={-10} x={base} stroke="var(--line-strong)" strokeDasharray="2 3" />
          <Bar
            dataKey="range"
            isAnimationActive={false}
            shape={({ y, height }: { y?: number; height?: number }) => {
              const middle = (y ?? 0) + (height ?? 0) / 2;
              return (
                <g>
                  {pushes.map(({ push, side }) => (
                    <Arrow key={push.key} push={push} fill={fillOf(side.tone, id)} x={x} middle={middle} />
                  ))}
                  <path
                    d={`M${x(output)},${middle - BAR / 2 - 5}v${BAR + 10}`}
                    stroke="var(--ink)"
                    strokeWidth="2"
                  />
                </g>
              );
            }}
          />
          <Place x={x(output)} width={width} strong>
            {t("thisPatientAt", { place: formatPlace(outcome, output, locale) })}
          </Place>
        </BarChart>
      )}
    </div>
  );
}

function Arrow({
  push,
  fill,
  x,
  middle,
}: {
  push: Push;
  fill: string;
  x: (v: number) => number;
  middle: number;
}) {
  // Each arrow pushes towards the meeting point: from its outer end to its inner one.
  const [outer, inner] = [x(push.to), x(push.from)];
  const centre = (outer + inner) / 2;
  return (
    <g>
      <path d={arrow(outer, inner, middle, BAR, 5)} fill={fill} stroke="var(--surface)" strokeWidth="1" />
      {Math.abs(outer - inner) >= NUMBERED && (
        <>
          <circle cx={centre} cy={middle} r="7" fill="var(--surface)" />
          <text
            x={centre}
            y={middle + 3.8}
            textAnchor="middle"
            fontSize="10.5"
            fontWeight="600"
            fill="var(--ink)"
          >
            {push.number}
          </text>
        </>
      )}
    </g>
  );
}

/** What stands above the bar, kept within the chart. */
function Place({
  x,
  width,
  strong,
  children,
}: {
  x: number;
  width: number;
  strong?: boolean;
  children: string;
}) {
  const anchor = x < 60 ? "start" : x > width - 60 ? "end" : "middle";
  return (
    <text
      x={anchor === "start" ? 1 : anchor === "end" ? width - 1 : x}
      y="13"
      textAnchor={anchor}
      fontSize="12"
      fontWeight={strong ? 600 : 400}
      fill="var(--ink)"
    >
      {children}
    </text>
  );
}

type PushesProps = { side: Side; picture: Picture; from: "left" | "right"; caption: string };

function Pushes({ side, picture: { outcome }, from, caption }: PushesProps) {
  const t = useTranslations("explanation");
  const locale = useLocale();
  const tone = TONES[side.tone];
  const id = useId();
  return (
    <table className="w-full self-start border-collapse text-left">
      <caption className="border-b border-line pb-1 text-left">
        <span className="flex items-center gap-1.5">
          <Swatch tone={side.tone} id={id} />
          <span className={`font-semibold ${tone.text}`}>
            <span aria-hidden="true" className="text-[0.8em]">
              {tone.sign}{" "}
            </span>
            {t(`tone.${side.tone}`)}
          </span>
          <span className={`ml-auto font-semibold ${tone.text}`}>
            {formatSize(outcome, side.total, t, locale)}
          </span>
        </span>
        <span className="sr-only">{t("pushesTo", { caption, word: t(`tone.${side.tone}`), from })}</span>
      </caption>
      <thead className="sr-only">
        <tr>
          <th scope="col">{t("finding")}</th>
          <th scope="col">{outcome === "severity" ? t("levels") : t("percentagePoints")}</th>
        </tr>
      </thead>
      <tbody>
        {side.pushes.length === 0 && (
          <tr>
            <td colSpan={2} className="py-1 text-ink-3">
              {t("nothing")}
            </td>
          </tr>
        )}
        {side.pushes.map((p) => (
          <tr key={p.key}>
            <th scope="row" className="max-w-0 py-[3px] pr-2 text-left leading-[1.15] font-normal">
              <span className="flex gap-1.5">
                <span
                  aria-hidden="true"
                  className="mt-px grid size-4 shrink-0 place-items-center rounded-full border border-line-strong text-[0.72rem] leading-none"
                >
                  {p.number}
                </span>
                <PartLabel label={p.label} {...(p.around ? { around: p.around } : {})} />
              </span>
            </th>
            <td className="w-13 py-[3px] text-right align-top whitespace-nowrap text-ink-2">
              {formatSize(outcome, p.effect, t, locale)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
