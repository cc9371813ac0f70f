"use client";
import { Tabs } from "@base-ui/react/tabs";
import { type Locale, useLocale, useTranslations } from "next-intl";
import { useId, useState } from "react";
import { useKept } from "@/components/ui/kept";
import type { Words } from "@/components/words/words";
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

type Props = {
  /** The whole explanation, or its groups while the rest is worked out. */
  explanation: FirstPicture & Partial<Pick<Explanation, "contributions" | "method" | "samples">>;
  texts: Texts;
};

/** What moved the level, as steps or as forces, for the expected level or for the chance of one. */
export function ExplanationPicture({ explanation, texts }: Props) {
  const t = useTranslations("explanation");
  const locale = useLocale();
  const [view, keepView] = useKept("reasons-view", VIEWS);
  const [outcome, setOutcome] = useState<Outcome>("severity");
  const picture = pictureOf(explanation, outcome, texts);
  const caption = captionOf(picture, t, locale);
  return (
    <Tabs.Root value={view} onValueChange={(next) => keepView(VIEWS.find((v) => v === next) ?? "steps")}>
      <div className="no-print flex flex-wrap items-center justify-between gap-x-4 gap-y-1.5 pb-2">
        <Tabs.List
          aria-label={t("howTheReasonsAreDrawn")}
          className="flex rounded-md border border-line-strong p-px"
        >
          {VIEWS.map((v) => (
            <Tabs.Tab
              key={v}
              value={v}
              className="h-7 rounded-[5px] px-2.5 text-ink-2 hover:bg-hover data-active:bg-accent-soft data-active:font-semibold data-active:text-ink"
            >
              {t(`view.${v}`)}
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
        <Legend picture={picture} method={methodOf(explanation, t)} steps={view === "steps"} />
      </figure>
    </Tabs.Root>
  );
}

function captionOf({ outcome, base, output }: Picture, t: Words<"explanation">, locale: Locale): string {
  const places = { from: formatPlace(outcome, base, locale), to: formatPlace(outcome, output, locale) };
  return outcome === "severity"
    ? t("captionExpectedLevel", places)
    : t("captionChanceOfLevel", { level: outcome, ...places });
}

type ChoiceProps = { value: Outcome; explanation: FirstPicture; onChange: (outcome: Outcome) => void };

function OutcomeChoice({ value, explanation, onChange }: ChoiceProps) {
  const t = useTranslations("explanation");
  const locale = useLocale();
  return (
    <select
      aria-label={t("whatIsExplained")}
      value={value}
      onChange={(e) => onChange(OUTCOMES.find((o) => `${o}` === e.target.value) ?? "severity")}
      className="h-8 rounded-md border border-line-strong bg-surface px-2"
    >
      {OUTCOMES.map((o) => (
        <option key={o} value={o}>
          {o === "severity"
            ? t("expectedLevel")
            : t("chanceOfLevel", {
                level: o,
                chance: formatPlace(o, explanation.outputProbabilities[o - 1] ?? 0, locale),
              })}
        </option>
      ))}
    </select>
  );
}

function Legend({ picture, method, steps }: { picture: Picture; method: string; steps: boolean }) {
  const t = useTranslations("explanation");
  const locale = useLocale();
  const { outcome } = picture;
  const id = useId();
  const directions =
    outcome === "severity"
      ? ([
          [-1, t("moreUrgent")],
          [1, t("lessUrgent")],
        ] as const)
      : ([
          [1, t("levelMoreLikely", { level: outcome })],
          [-1, t("lessLikely")],
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
          {t("rangeOfTheEstimate95")}
        </span>
      )}
      {!steps && (
        <span className="flex items-center gap-1.5">
          <svg width="3" height="12" aria-hidden="true">
            <path d="M1.5 0v12" stroke="var(--line-strong)" strokeWidth="1.5" strokeDasharray="2 2" />
          </svg>
          {t("withNothingKnownOutcome", { place: formatPlace(outcome, picture.base, locale) })}
        </span>
      )}
      {outcome !== "severity" && <span>{t("ptsPercentagePoints")}</span>}
      <span>{method}</span>
    </figcaption>
  );
}

function methodOf(
  { method, samples }: Partial<Pick<Explanation, "method" | "samples">>,
  t: Words<"explanation">,
): string {
  if (method === undefined) return t("groupsFirst");
  return samples ? t("methodEstimated", { method, samples: String(samples) }) : t("methodExact", { method });
}
