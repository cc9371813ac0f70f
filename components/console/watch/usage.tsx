import { Notice } from "@/components/ui/notice";
import type { UsageView } from "@/lib/workflows/watch/usage";
import { ChartCard } from "../charts/chart-card";
import { NothingYet } from "./nothing-yet";
import { UpTo } from "./up-to";

export function Usage({ view, csv }: { view: UsageView; csv: (picture: string) => string }) {
  const { count, least } = view.people;
  if (view.decided === 0)
    return (
      <NothingYet title={view.upTo ? "No decision fits" : "Nothing has been decided yet"}>
        {view.upTo
          ? "Widen the days, or take a version, unit or shift out of the filter."
          : "Figures appear here a minute or two after the first decisions, of ten people and more."}
      </NothingYet>
    );
  if (count < least)
    return (
      <NothingYet title={`${count} of ${least} people needed`}>
        Figures of so few would be figures of somebody. They are shown as soon as {least} people have decided
        in these days; everybody sees their own under “How your levels agree”.
      </NothingYet>
    );
  return (
    <>
      <UpTo at={view.upTo} visits={view.visits} />
      {view.noFirst && (
        <Notice tone="info" title="Whether suggestions lead to better levels cannot be told" className="mb-4">
          For that, some levels must be given before the suggestion is shown. Then this page shows how often
          people went over to it, and whether that was right.
        </Notice>
      )}
      <div className="grid gap-4 lg:grid-cols-2">
        {view.pictures.map((picture) => (
          <ChartCard key={picture.id} picture={picture} csv={csv(picture.id)} notes={view.notes} />
        ))}
      </div>
    </>
  );
}
