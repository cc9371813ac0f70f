"use client";
import { Tabs } from "@base-ui/react/tabs";
import { useId, useState } from "react";
import { useKept } from "@/components/ui/kept";
import type { Explanation } from "@/lib/explain/explanation";
import type { Texts } from "@/lib/explain/reasons";
import { hasWhiskers } from "./bars";
import { Swatch } from "./chart-parts";
import { ForceView } from "./force";
import {
  type FirstPicture,
  formatPlace,
  OUTCOMES,
  type Outcome,
  type Picture,
  pictureOf,
  toneOf,
} from "./picture-data";
import { TONES } from "./tones";
import { Waterfall } from "./waterfall";
import { waterfallOf } from "./waterfall-data";

const VIEWS = ["steps", "forces"] as const;
const VIEW_NAMES = { steps: "Step by step", forces: "Push and pull" } as const;

type Props = {
  /** The whole explanation, or its groups while the rest is worked out. */
  explanation: FirstPicture & Partial<Pick<Explanation, "contributions" | "method" | "samples">>;
  texts: Texts;
};

/** What moved the level, as steps or as forces, for the expected level or for the chance of one. */
export function ExplanationPicture({ explanation, texts }: Props) {
  const [view, keepView] = useKept("reasons-view", VIEWS);
  const [outcome, setOutcome] = useState<Outcome>("severity");
  const picture = pictureOf(explanation, outcome, texts);
  const caption = captionOf(picture);
  return (
    <Tabs.Root value={view} onValueChange={(next) => keepView(VIEWS.find((v) => v === next) ?? "steps")}>
      <div className="no-print flex flex-wrap items-center justify-between gap-x-4 gap-y-1.5 pb-2">
        <Tabs.List
          aria-label="How the reasons are drawn"
          className="flex rounded-md border border-line-strong p-px"
        >
          {VIEWS.map((v) => (
            <Tabs.Tab
              key={v}
              value={v}
              className="h-7 rounded-[5px] px-2.5 text-ink-2 hover:bg-hover data-active:bg-accent-soft data-active:font-semibold data-active:text-ink"
            >
              {VIEW_NAMES[v]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <OutcomeChoice value={outcome} explanation={explanation} onChange={setOutcome} />
      </div>
      <figure>
        <p className="hidden pb-1 font-semibold print:block">{caption}</p>
        <Tabs.Panel value="steps">
          <Waterfall picture={picture} caption={caption} />
        </Tabs.Panel>
        <Tabs.Panel value="forces">
          <ForceView picture={picture} caption={caption} />
        </Tabs.Panel>
        <Legend picture={picture} method={methodOf(explanation)} steps={view === "steps"} />
      </figure>
    </Tabs.Root>
  );
}

function captionOf({ outcome, base, output }: Picture): string {
  const [from, to] = [formatPlace(outcome, base), formatPlace(outcome, output)];
  return outcome === "severity"
    ? `What moved the expected level from ${from}, with nothing known, to ${to}. Lower is more urgent.`
    : `What moved the chance of level ${outcome} from ${from}, with nothing known, to ${to}.`;
}

type ChoiceProps = { value: Outcome; explanation: FirstPicture; onChange: (outcome: Outcome) => void };

function OutcomeChoice({ value, explanation, onChange }: ChoiceProps) {
  return (
    <select
      aria-label="What is explained"
      value={value}
      onChange={(e) => onChange(OUTCOMES.find((o) => `${o}` === e.target.value) ?? "severity")}
      className="h-8 rounded-md border border-line-strong bg-surface px-2"
    >
      {OUTCOMES.map((o) => (
        <option key={o} value={o}>
          {o === "severity"
            ? "Expected level"
            : `Chance of level ${o} (${formatPlace(o, explanation.outputProbabilities[o - 1] ?? 0)})`}
        </option>
      ))}
    </select>
  );
}

function Legend({ picture, method, steps }: { picture: Picture; method: string; steps: boolean }) {
  const { outcome } = picture;
  const id = useId();
  const directions =
    outcome === "severity"
      ? ([
          [-1, "more urgent"],
          [1, "less urgent"],
        ] as const)
      : ([
          [1, `level ${outcome} more likely`],
          [-1, `less likely`],
        ] as const);
  return (
    <figcaption className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-0.5 text-[0.857rem] text-ink-3">
      {directions.map(([sign, words]) => {
        const tone = toneOf(outcome, sign);
        return (
          <span key={sign} className="flex items-center gap-1.5">
            <Swatch tone={tone} id={`${id}${sign}`} />
            <span>
              <b aria-hidden="true" className={TONES[tone].text}>
                {TONES[tone].sign}
              </b>{" "}
              {words}
            </span>
          </span>
        );
      })}
      {steps && hasWhiskers(waterfallOf(picture, {})) && (
        <span className="flex items-center gap-1.5">
          <svg width="14" height="8" aria-hidden="true">
            <path d="M1 1v6m0-3h12m0-3v6" stroke="var(--ink)" strokeWidth="1.2" fill="none" />
          </svg>
          range of the estimate (95 %)
        </span>
      )}
      {!steps && (
        <span className="flex items-center gap-1.5">
          <svg width="3" height="12" aria-hidden="true">
            <path d="M1.5 0v12" stroke="var(--line-strong)" strokeWidth="1.5" strokeDasharray="2 2" />
          </svg>
          with nothing known ({formatPlace(outcome, picture.base)})
        </span>
      )}
      {outcome !== "severity" && <span>pts: percentage points</span>}
      <span>{method}</span>
    </figcaption>
  );
}

function methodOf({ method, samples }: Partial<Pick<Explanation, "method" | "samples">>): string {
  if (method === undefined) return "Groups first; the single findings follow";
  const name = method === "owen" ? "Owen values" : "SHAP values";
  return samples ? `${name}, estimated from ${samples} orders` : `${name}, exact`;
}
