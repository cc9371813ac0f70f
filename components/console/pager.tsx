import Link from "next/link";
import { useTranslations } from "next-intl";
import { buttonClass } from "@/components/ui/button-class";

type Props = {
  /** Address of the list without a cursor, with its filters. */
  base: string;
  cursor: string | undefined;
  nextCursor: string | null;
  count: number;
  what: string;
};

/** Older and newest page. Lists run by cursor: what arrives meanwhile moves nothing from page to page. */
export function Pager({ base, cursor, nextCursor, count, what }: Props) {
  const t = useTranslations("console.shared");
  const next =
    nextCursor && `${base}${base.includes("?") ? "&" : "?"}cursor=${encodeURIComponent(nextCursor)}`;
  return (
    <nav aria-label={t("pagesOfWhat", { what })} className="mt-4 flex items-center justify-between gap-4">
      <p className="label">{t("countShown", { count, first: String(!cursor), last: String(!nextCursor) })}</p>
      <div className="flex gap-2">
        {cursor && (
          <Link className={buttonClass("secondary", "small")} href={base}>
            {t("newest")}
          </Link>
        )}
        {next && (
          <Link className={buttonClass("secondary", "small")} href={next} rel="next">
            {t("older")}
          </Link>
        )}
      </div>
    </nav>
  );
}
