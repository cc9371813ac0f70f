import Link from "next/link";
import { useTranslations } from "next-intl";

type Props = { focus: { readonly id: string; readonly number: number; readonly title: string } | null };

/** Says on a page where something can be done that it will be noted on an incident. */
export function FocusNote({ focus }: Props) {
  const t = useTranslations("console.incidents");
  if (!focus) return null;
  return (
    <p className="mb-4 text-pretty text-ink-2">
      {t.rich("youAreAtWorkOn", {
        link: (chunks) => (
          <Link
            href={`/console/incidents/${focus.id}`}
            prefetch={false}
            className="font-medium text-accent underline underline-offset-2"
          >
            {chunks}
          </Link>
        ),
        number: focus.number,
        title: focus.title,
      })}
    </p>
  );
}
