export function SiteFooter() {
  return (
    <footer className="border-t border-line px-5 py-2.5 text-[0.857rem] text-ink-3">
      OpenAcuity supports a clinician's decision and does not replace it. It is not a certified medical
      device.
    </footer>
  );
}
