"use client";
import { useLocale, useTranslations } from "next-intl";
import { type ReactNode, useId } from "react";
import { inLocale } from "@/components/format";
import { Chevron } from "@/components/ui/chevron";
import { FailedNotice } from "@/components/ui/failed-notice";
import { useKept } from "@/components/ui/kept";
import { Notice } from "@/components/ui/notice";
import { useSaid } from "@/components/words/use-said";
import { isSound } from "@/lib/explain/quality";
import type { Texts } from "@/lib/explain/reasons";
import { unknownSentence } from "@/lib/explain/words";
import type { AssessmentView } from "@/lib/workflows/views";
import { Checks } from "./checks";
import { ExplanationPicture } from "./picture";
import type { FirstPicture } from "./picture-data";

type Props = {
  assessment: AssessmentView;
  state: "loading" | "ready" | "failed";
  /** The groups, while the single findings are worked out. */
  first: FirstPicture | null;
  failure: string | null;
  texts: Texts;
  missing: readonly string[];
  onRetry: () => void;
};

/** Why this level. Comes after the level and never stands in the way of deciding. */
export function Reasons({ assessment, state, first, failure, texts, missing, onRetry }: Props) {
  const t = useTranslations("explanation");
  const said = useSaid();
  const locale = useLocale();
  const { explanation, model, summary, secondLook } = assessment;
  const unknown = said(unknownSentence(missing));
  if (model.state === "rules-only")
    return (
      <div className="space-y-1 text-ink-2">
        <p>
          {t(model.title ? "answerWithheldNothingToExplain" : "noModelNothingToExplain")}
          {assessment.level !== null && ` ${t("theSafetyRulesBesideTheLevel")}`}
        </p>
        <p>{unknown}</p>
      </div>
    );
  if (state === "failed")
    return (
      <FailedNotice title={t("theReasonsCouldNotBeWorked")} onRetry={onRetry}>
        {t("failureYouCanDecideWithoutThem", { failure: failure === null ? "" : said(failure), unknown })}
      </FailedNotice>
    );
  if (explanation && !isSound(explanation))
    return (
      <Notice tone="warn" live title={t("theReasonsAreNotShownBecause")}>
        {t("thePartsDoNotAddUp", {
          value: inLocale(explanation.additivityResidual.toPrecision(2), locale),
          unknown,
        })}
      </Notice>
    );
  const shown = explanation ?? first;
  return (
    <div className="space-y-3">
      <Sentences sentences={explanation ? summary : null} unknown={unknown} />
      <Folded>
        {shown ? <ExplanationPicture explanation={shown} texts={texts} /> : <PictureSkeleton />}
      </Folded>
      {explanation && <Checks explanation={explanation} />}
      {explanation && <SecondLook sentences={secondLook} />}
    </div>
  );
}

/** Three sentences; the place of the first two is kept while they are worked out. */
function Sentences({ sentences, unknown }: { sentences: readonly string[] | null; unknown: string }) {
  const t = useTranslations("explanation");
  const said = useSaid();
  const [because, against] = sentences ?? [];
  return (
    <div className="space-y-1 text-pretty text-ink-2">
      <div className="min-h-[4.7rem] space-y-1 xl:min-h-[5.7rem] print:min-h-0">
        {sentences ? (
          <>
            <p className="text-[1.07rem] leading-snug font-medium text-ink">{because && said(because)}</p>
            <p>{against && said(against)}</p>
          </>
        ) : (
          <div role="status" className="space-y-2 py-0.5">
            <span className="sr-only">{t("workingOutTheReasonsYouCan")}</span>
            <div className="skeleton h-4 w-11/12" />
            <div className="skeleton h-4 w-3/5" />
            <div className="skeleton h-3.5 w-2/3" />
          </div>
        )}
      </div>
      <p>{unknown}</p>
    </div>
  );
}

const FOLDED = ["closed", "open"] as const;
/**
 * On a narrow screen the picture opens on demand, so that the vital signs stay near; on a wide one and on paper it is always
 * there. Folded it keeps its width, so that its charts are drawn when it opens or is printed.
 */
function Folded({ children }: { children: ReactNode }) {
  const t = useTranslations("explanation");
  const [state, keep] = useKept("reasons-picture", FOLDED);
  const open = state === "open";
  const id = useId();
  return (
    <div>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => keep(open ? "closed" : "open")}
        className="no-print mb-1 -ml-1 flex items-center gap-1.5 rounded px-1 py-0.5 font-medium text-accent hover:bg-hover xl:hidden"
      >
        <Chevron open={open} />
        {t("howItAddsUp")}
      </button>
      <div
        id={id}
        className={
          open ? "" : "max-xl:not-print:invisible max-xl:not-print:h-0 max-xl:not-print:overflow-hidden"
        }
      >
        {children}
      </div>
    </div>
  );
}

/** What a person should doubt: the model took something the wrong way round. */
function SecondLook({ sentences }: { sentences: readonly string[] }) {
  const t = useTranslations("explanation");
  const said = useSaid();
  if (sentences.length === 0) return null;
  return (
    <Notice tone="warn" title={t("lookTwiceThisIsNotWhat")}>
      {sentences.length === 1 ? (
        said(sentences[0] ?? "")
      ) : (
        <ul className="list-disc space-y-0.5 pl-4">
          {sentences.map((s) => (
            <li key={s}>{said(s)}</li>
          ))}
        </ul>
      )}
    </Notice>
  );
}

/** Keeps the place of the picture until the groups are there. */
function PictureSkeleton() {
  return (
    <div aria-hidden="true" className="min-h-[31.5rem] space-y-3">
      <div className="skeleton h-8 w-3/5" />
      <div className="space-y-4 pt-2">
        {[72, 54, 60, 40, 48, 44, 52].map((w) => (
          <div key={w} className="flex items-center gap-3">
            <div className="skeleton h-4 w-2/5" />
            <div className="skeleton h-4" style={{ width: `${w / 2}%` }} />
          </div>
        ))}
      </div>
    </div>
  );
}
