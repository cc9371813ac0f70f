"use client";
import { usePathname, useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useId, useRef, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { FIRST_WITH_PATIENT, pageOf, TOUR, type TourStep } from "./steps";
import { goToStep, useTourStep } from "./tour-state";
import { useTourTarget } from "./use-tour-target";

/**
 * The guided tour over the real pages: a card that points at one thing after the other. To the page's own keys it is a dialog
 * (use-decision-keys.ts), so that nobody decides about a patient by trying a key that the card has just told of.
 */
export function Tour() {
  const at = useTourStep();
  const step = at === null ? undefined : TOUR[at];
  // A step that does not exist any more was kept by a tab from before an update.
  return at === null || step === undefined ? null : <Card at={at} step={step} />;
}

function Card({ at, step }: { at: number; step: TourStep }) {
  const t = useTranslations("tour");
  const { push } = useRouter();
  const page = pageOf(usePathname());
  const [opening, startOpening] = useTransition();
  const here = step.on === page;
  const low = useTourTarget(here ? step.at : null);
  const next = useRef<HTMLButtonElement>(null);
  const ids = useId();
  // biome-ignore lint/correctness/useExhaustiveDependencies: each step takes the focus anew, so that Enter goes on and it is read out
  useEffect(() => next.current?.focus({ preventScroll: true }), [at, opening]);
  // Who opens a patient by themselves is already there.
  useEffect(() => {
    if (!opening && page === "patient" && step.on === "board") goToStep(FIRST_WITH_PATIENT);
  }, [opening, page, step]);

  const open = (on: TourStep["on"]) => startOpening(() => push(on === "board" ? "/board" : firstPatient()));
  const go = (to: number) => {
    const target = TOUR[to];
    if (target && target.on !== page) open(target.on);
    goToStep(to);
  };
  const leavesBoard = here && step.on === "board" && TOUR[at + 1]?.on === "patient";
  const nobody = leavesBoard && firstPatient() === "/board";
  const last = at === TOUR.length - 1 || nobody;
  return (
    <section
      role="dialog"
      aria-labelledby={`${ids}title`}
      aria-describedby={`${ids}text`}
      onKeyDown={(e) => {
        if (e.key === "Escape") goToStep(null);
      }}
      className={`no-print fixed left-5 z-50 w-[24rem] max-w-[calc(100vw-2.5rem)] rounded-lg border-2 border-accent bg-surface p-4 text-ink shadow-(--shadow) ${low ? "top-32" : "bottom-5"}`}
    >
      <p className="label">{t("tourNumber", { number: at + 1, of: TOUR.length })}</p>
      <h2 id={`${ids}title`} className="mt-1 text-[1.14rem] font-semibold">
        {t(`step.${step.at}.title`)}
      </h2>
      <div id={`${ids}text`} className="mt-1 space-y-2 text-pretty text-ink-2">
        <p>
          {opening ? t("thePageIsBeingOpened") : here ? t(`step.${step.at}.text`) : t(`elsewhere.${step.on}`)}
        </p>
        {leavesBoard && <p>{t(nobody ? "nobodyWaits" : "opensAPatient")}</p>}
      </div>
      <div className="mt-4 flex items-center gap-2">
        <Button
          ref={next}
          tone="primary"
          disabled={opening}
          onClick={() => (!here ? open(step.on) : last ? goToStep(null) : go(at + 1))}
        >
          {!here ? t("goOn") : last ? t("done") : t("next")}
        </Button>
        {here && at > 0 && <Button onClick={() => go(at - 1)}>{t("back")}</Button>}
        {!last && (
          <button
            type="button"
            onClick={() => goToStep(null)}
            className="ml-auto min-h-6 font-medium text-accent underline underline-offset-2"
          >
            {t("endTheTour")}
          </button>
        )}
      </div>
    </section>
  );
}

/** The page of the patient at the top of the board that is on the screen; the board itself where there is nobody, or no board. */
function firstPatient(): string {
  return document.querySelector<HTMLAnchorElement>("a.row-link")?.getAttribute("href") ?? "/board";
}
