import Link from "next/link";
import { useTranslations } from "next-intl";
import type { LearnedBy } from "@/lib/workflows/learning/withdraw-labels";
import { versionAnchor } from "./version-anchor";

/** Which versions a label went into, by themselves or by descent. */
export function LearnedByList({ versions }: { versions: readonly LearnedBy[] }) {
  const t = useTranslations("console.labels");
  if (versions.length === 0) return <p className="text-ink-2">{t("learnedBy.none")}</p>;
  return (
    <ul className="flex flex-wrap gap-x-5 gap-y-1">
      {versions.map(({ version, status, directly }) => (
        <li key={version}>
          <Link href={`/console/models#${versionAnchor(version)}`} className="font-medium underline">
            {version}
          </Link>{" "}
          <span className="text-ink-2">
            {t(`learnedBy.${status}`)}
            {!directly && t("learnedBy.descent")}
          </span>
        </li>
      ))}
    </ul>
  );
}
