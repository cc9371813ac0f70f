import { useTranslations } from "next-intl";
import { Notice } from "@/components/ui/notice";
import { LocalTime } from "@/components/ui/time";
import type { ModelStoreView } from "@/lib/workflows/learning/view-model-store";

/** Which versions a bucket has besides the data folder, asked when the page was opened. */
export function ModelStorePanel({ view }: { view: ModelStoreView }) {
  const t = useTranslations("console.models");
  const { bucket, server, error, versions, notAsked } = view;
  const where = server ? t("bucketOn", { bucket, server }) : t("theBucket", { bucket });
  const missing = versions.filter((v) => !v.kept);
  return (
    <div className="mb-4 space-y-2">
      {error ? (
        <Notice tone="warn" title={t("theModelStoreDoesNotAnswer")}>
          <p className="text-pretty">
            {t("whichVersionsWhereKeepsIsNot", { where, error })} <Reached at={view.reachedAt} />
            {t("nothingThatServesWaitsForIt")}
          </p>
        </Notice>
      ) : (
        <p className="text-pretty text-ink-2">
          {t("isMissingSelectTrueVersionsPluralOne", {
            isMissing: String(missing.length === 0),
            versions: versions.length,
            where,
            versions2: versions.length - missing.length,
          })}{" "}
          <Reached at={view.reachedAt} />
          {notAsked > 0 && t("notAskedOlderOnesWereNotAsked", { notAsked })}.
        </p>
      )}
      {!error && missing.length > 0 && (
        <ul className="list-disc space-y-1 pl-5 text-ink-2">
          {missing.map((v) => (
            <li key={v.version} className="text-pretty">
              {t.rich("versionIsNotThereWhy", {
                version: v.version,
                b: (words) => <b className="break-all">{words}</b>,
                why: v.why ?? "",
              })}
            </li>
          ))}
        </ul>
      )}
      {!error && versions.some((v) => v.kept) && (
        <details className="text-ink-2">
          <summary className="cursor-pointer">{t("versionsThatAreKeptThere")}</summary>
          <p className="mt-1 break-words">
            {versions
              .filter((v) => v.kept)
              .map((v) => v.version)
              .join(", ")}
          </p>
        </details>
      )}
    </div>
  );
}

function Reached({ at }: { at: string | null }) {
  const t = useTranslations("console.models");
  return at ? <LocalTime iso={at} withDate /> : t("notSinceThisProcessStarted");
}
