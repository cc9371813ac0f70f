import Link from "next/link";
import type { ReactNode } from "react";
import { buttonClass } from "@/components/ui/button-class";
import { Notice } from "@/components/ui/notice";
import { sayValue } from "@/lib/monitoring/charts/in-words";
import type { Quantity } from "@/lib/monitoring/charts/picture";
import { ABOUT_REFERENCE, REFERENCES } from "@/lib/monitoring/watch/references";
import type { PerformanceView } from "@/lib/workflows/watch/performance";
import { ChartCard } from "../charts/chart-card";
import { queryWith } from "../list-filter";
import { NothingYet } from "./nothing-yet";
import { UpTo } from "./up-to";

type Props = {
  view: PerformanceView;
  here: string;
  /** The filter as the address says it. */
  said: Readonly<Record<string, string | undefined>>;
  csv: (picture: string) => string;
};

export function Performance({ view, here, said, csv }: Props) {
  if (view.visits === 0)
    return (
      <NothingYet title={view.upTo ? "No visit fits" : "No visit has been assessed yet"}>
        {view.upTo
          ? "Widen the days, or take a version, unit or group out of the filter."
          : "Figures appear here a minute or two after the first patient has been assessed, and with labels as soon as somebody has decided."}
      </NothingYet>
    );
  const card = (picture: Parameters<typeof ChartCard>[0]["picture"]) => (
    <ChartCard key={picture.id} picture={picture} csv={csv(picture.id)} notes={view.notes} level={3} />
  );
  return (
    <>
      <UpTo at={view.upTo} visits={view.visits} />
      <nav aria-label="Held against" className="mb-3 flex flex-wrap items-center gap-2">
        <span className="text-ink-2">Held against</span>
        {REFERENCES.map((r) => (
          <Link
            key={r}
            href={`${here}${queryWith({ ...said, against: r === "decided" ? undefined : r })}`}
            prefetch={false}
            aria-current={view.against === r ? "true" : undefined}
            className={buttonClass(view.against === r ? "primary" : "secondary", "small")}
          >
            {ABOUT_REFERENCE[r].name}
          </Link>
        ))}
      </nav>
      {view.warning && (
        <Notice tone="info" title="Decisions are made after seeing the suggestion" className="mb-4">
          {view.warning}
        </Notice>
      )}
      <Part title="With labels">
        {view.overTime.map(card)}
        {view.critical ? card(view.critical) : <NoOutcomes />}
      </Part>
      <Part
        title="Where labels are still to come"
        about="What is to be expected of the levels shown, and how that turned out."
      >
        {view.estimates.map(({ picture, own }) => (
          <div key={picture.id} className="min-w-0">
            {card(picture)}
            <p className="mt-1 px-1 text-[0.93rem] text-pretty text-ink-2">
              {own
                ? `Where 100 labels and more have come (${own.points} ${own.points === 1 ? "point" : "points"}), the expected value was off by ${sayOff(own.off, picture.quantity)} on average, and the corrected interval held what was measured in ${own.held}.`
                : "Too few labels have come to say how good the estimate is."}
            </p>
          </div>
        ))}
        {card(view.arrival)}
      </Part>
      <Part title="Beside others, on the same patients">{view.scoreboards.map(card)}</Part>
      <Part
        title="Nurse at the door, suggestion, and both"
        about="On patients whose level was given before the suggestion was seen."
      >
        {view.door.length > 0 ? view.door.map(card) : <NoFirstLevels />}
      </Part>
      <Part title="By version, unit and group">
        {view.groups.map(card)}
        {view.funnel && card(view.funnel)}
      </Part>
    </>
  );
}

function NoOutcomes() {
  return (
    <NothingYet title="What became of patients">
      Whether those who became critical had been found urgent is shown here as soon as the EHR has told the
      outcome of one. It is asked some days after a decision.
    </NothingYet>
  );
}

function NoFirstLevels() {
  return (
    <NothingYet title="No level was given first and read a second time">
      This compares nurses without the suggestion, the suggestion, and nurses with it. It needs a way of
      suggesting in which some patients get their level first (Suggestions), and second readings of them.
    </NothingYet>
  );
}

const sayOff = (off: number, quantity: Quantity): string =>
  quantity === "percent" ? `${(100 * off).toFixed(1)} points` : sayValue(off, "kappa");

function Part({ title, about, children }: { title: string; about?: string; children: ReactNode }) {
  return (
    <section className="mt-6 first-of-type:mt-0">
      <h2 className="mb-2 text-[1.14rem] font-semibold">{title}</h2>
      {about && <p className="mb-2 text-ink-2">{about}</p>}
      <div className="grid gap-4 lg:grid-cols-2">{children}</div>
    </section>
  );
}
