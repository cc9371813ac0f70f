import { LocalTime } from "@/components/ui/time";

/** How new the figures are. */
export function UpTo({ at, visits }: { at: string | null; visits: number }) {
  if (!at) return null;
  return (
    <p className="mb-3 px-1 text-[0.93rem] text-ink-3">
      {visits === 1 ? "One visit that was" : `${visits.toLocaleString("en-GB")} visits that were`} assessed.
      Brought up to date <LocalTime iso={at} withDate />; every minute or so when something has come in.
    </p>
  );
}
