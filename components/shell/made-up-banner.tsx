/** At the foot of the window whatever is scrolled, and on paper. */
export function MadeUpBanner() {
  return (
    <aside
      aria-label="Made-up history"
      className="sticky bottom-0 z-40 border-t-2 border-warn-line bg-warn-soft px-5 py-2 text-center font-semibold text-warn"
    >
      Made-up history: no patient, no decision and no figure here is real.
    </aside>
  );
}
