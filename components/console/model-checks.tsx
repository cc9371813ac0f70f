import { useTranslations } from "next-intl";
import { LocalTime } from "@/components/ui/time";
import type { Words } from "@/components/words/words";
import type { ModelCheckView, ModelVersionView } from "@/lib/workflows/views";
import { Findings } from "./findings";

/** Why a version cannot come into use now, beside the button that does nothing. */
export function WhyNot({ id, version: v }: { id: string; version: ModelVersionView }) {
  const t = useTranslations("console.models");
  const why = v.measuring
    ? t("beingMeasuredItCanBePromoted")
    : (v.checkError && t("measuringDidNotSucceedCheckError", { checkError: v.checkError })) ||
      objectionInWords(v, t);
  if (!why) return null;
  const tone = v.measuring
    ? "text-ink-2"
    : v.objection && v.objection.code !== "not-measured"
      ? "text-danger"
      : "text-warn";
  return (
    <p id={id} className={`px-5 pb-3 font-medium text-pretty ${tone}`}>
      {why}
    </p>
  );
}

function objectionInWords(
  { objection, check, status }: ModelVersionView,
  t: Words<"console.models">,
): string | null {
  if (!objection) return null;
  if (objection.code !== "gates-failed") return objection.words;
  const failed = check?.findings.filter((f) => f.severity === "fail").length ?? 0;
  return t("cannotBeUsedAsFailed", { back: String(status === "archived"), failed });
}

/** What the gates said of a version, failures first. */
export function Checks({ check, open }: { check: ModelCheckView; open: boolean }) {
  const t = useTranslations("console.models");
  const { findings } = check;
  const count = (severity: string) => findings.filter((f) => f.severity === severity).length;
  const tally = [
    t("tally.fail", { n: count("fail") }),
    t("tally.few", { n: count("few") }),
    t("tally.warn", { n: count("warn") }),
    t("tally.pass", { n: count("pass") }),
  ].filter((said) => !said.startsWith("0 "));
  return (
    <details className="border-t border-line" open={open}>
      <summary className="px-5 py-2.5 font-medium text-ink-2 hover:text-ink">
        {t("checksValue", { value: tally.join(", ") })}
      </summary>
      <div className="px-5 pb-4">
        <p className="mb-2 text-ink-2">
          {t.rich("measuredBy", {
            at: () => <LocalTime iso={check.measuredAt} withDate />,
            how: t(`source.${check.source}`),
          })}
          {check.against && t.rich("besideAgainst", { against: check.against, b: (words) => <b>{words}</b> })}
          .
        </p>
        <Findings findings={findings} />
      </div>
    </details>
  );
}
