import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { LocalTime } from "@/components/ui/time";
import { useFigures } from "@/components/words/use-figures";
import type { Words } from "@/components/words/words";
import type { ExceptionView, ModelVersionView } from "@/lib/workflows/views";
import type { ExceptionChange } from "./exception-dialog";

type Props = {
  version: ModelVersionView;
  busy: boolean;
  onChange: (change: ExceptionChange) => void;
};

const OPEN: readonly ExceptionView["status"][] = ["asked", "agreed", "used"];

/** What two people said about a version that failed a check: the one that counts in full, those before in one line each. */
export function ExceptionPanel({ version: v, busy, onChange }: Props) {
  const t = useTranslations("console.models");
  const { day } = useFigures();
  const open = v.exceptions.find((e) => OPEN.includes(e.status));
  const before = v.exceptions.filter((e) => e !== open);
  const does = (kind: ExceptionChange["kind"], exception: ExceptionView | null = null) => ({
    disabled: busy,
    onClick: () => onChange({ kind, version: v, exception }),
  });
  if (!open && before.length === 0 && !v.canAskException) return null;
  return (
    <div className="space-y-2 px-5 pb-3">
      {open && (
        <Notice
          tone={open.over ? "danger" : open.status === "used" ? "info" : "warn"}
          title={titleOf(open, t, day)}
          action={
            <>
              {open.canAnswer && (
                <>
                  <Button size="small" {...does("decline", open)}>
                    {t.rich("declineTheExceptionForVersion", {
                      version: v.version,
                      span: (words) => <span className="sr-only">{words}</span>,
                    })}
                  </Button>
                  <Button size="small" tone="primary" {...does("agree", open)}>
                    {t.rich("agreeToTheExceptionForVersion", {
                      version: v.version,
                      span: (words) => <span className="sr-only">{words}</span>,
                    })}
                  </Button>
                </>
              )}
              {open.mine && (
                <Button size="small" {...does("withdraw", open)}>
                  {t.rich("withdrawTheExceptionForVersion", {
                    version: v.version,
                    span: (words) => <span className="sr-only">{words}</span>,
                  })}
                </Button>
              )}
            </>
          }
        >
          <WhoAndWhy exception={open} />
        </Notice>
      )}
      {v.canAskException && (
        <Button size="small" {...does("ask")}>
          {t.rich("askForAnExceptionForVersion", {
            version: v.version,
            span: (words) => <span className="sr-only">{words}</span>,
          })}
        </Button>
      )}
      {before.length > 0 && (
        <details>
          <summary className="text-ink-2 hover:text-ink">
            {t("earlierExceptions", { before: before.length })}
          </summary>
          <ul className="mt-1 space-y-1 text-ink-2">
            {before.map((e) => (
              <li key={e.id}>{inOneLine(e, t, day)}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

type Said = Words<"console.models">;
type Day = (day: string) => string;

function titleOf(e: ExceptionView, t: Said, day: Day): string {
  const failed = t("failedChecks", { failed: e.failed.length });
  if (e.over) return t("theExceptionEndedOnUntilAnd", { until: day(e.until) });
  if (e.status === "used") return t("inUseByAnExceptionUntil", { until: day(e.until), failed });
  if (e.status === "agreed") return t("exceptionAgreedUntilUntilMayBe", { until: day(e.until), failed });
  return t("exceptionAskedForUntilUntilFailed", { until: day(e.until), failed });
}

function WhoAndWhy({ exception: e }: { exception: ExceptionView }) {
  const t = useTranslations("console.models");
  return (
    <div className="space-y-1 text-ink">
      <p>
        {t.rich("askedByAskedReason", {
          askedBy: e.askedBy,
          at: () => <LocalTime iso={e.askedAt} withDate />,
          reason: e.reason,
        })}
      </p>
      {e.answeredBy && e.answeredAt && (
        <p>
          {t.rich("answeredByAgreedIsCommentSelectTrueComment", {
            answeredBy: e.answeredBy,
            at: () => <LocalTime iso={e.answeredAt as string} withDate />,
            isComment: String(Boolean(e.comment)),
            comment: e.comment ?? "",
          })}
        </p>
      )}
      {e.status === "asked" && !e.canAnswer && <p>{t("somebodyElseWithTheRightTo")}</p>}
      {e.over && <p>{t("goBackToAnEarlierVersion")}</p>}
      <ul className="list-disc pl-5">
        {e.failed.map((text) => (
          <li key={text} className="text-pretty">
            {text}
          </li>
        ))}
      </ul>
    </div>
  );
}

function inOneLine(e: ExceptionView, t: Said, day: Day): string {
  const by = e.status === "declined" && e.answeredBy ? ` ${t("byWhom", { by: e.answeredBy })}` : "";
  const why = e.lapsed ?? (e.status === "declined" ? e.comment : null);
  return t("untilAskedBy", {
    until: day(e.until),
    askedBy: e.askedBy,
    ended: t(`ended.${e.status}`),
    by,
    isWhy: String(Boolean(why)),
    why: why ?? "",
  });
}
