import Link from "next/link";

type Props = { focus: { readonly id: string; readonly number: number; readonly title: string } | null };

/** Says on a page where something can be done that it will be noted on an incident. */
export function FocusNote({ focus }: Props) {
  if (!focus) return null;
  return (
    <p className="mb-4 text-pretty text-ink-2">
      You are at work on{" "}
      <Link
        href={`/console/incidents/${focus.id}`}
        prefetch={false}
        className="font-medium text-accent underline underline-offset-2"
      >
        incident {focus.number}: {focus.title}
      </Link>
      . What you change here is noted there.
    </p>
  );
}
