import { sha256 } from "@/lib/core/crypto";

/** Of a hundred patients so many are fitted on; the others judge. */
const FITTED_PERCENT = 60;

type Drawn = { readonly id: string; readonly patient: string; readonly heldOut: boolean };

/**
 * Which labels a site's calibration is fitted on and which judge it. A patient is on one side with all their labels. Whose labels are
 * only ever measured on are never fitted on, so their patients judge; the other patients are dealt by a hash of pseudonym and seed: asked
 * again, the same.
 */
export function splitForCalibration<L extends Drawn>(
  labels: readonly L[],
  seed: string,
): { readonly fit: readonly L[]; readonly judge: readonly L[] } {
  const measured = new Set(labels.filter((l) => l.heldOut).map((l) => l.patient));
  const isFitted = ({ patient }: L): boolean =>
    !measured.has(patient) &&
    Number.parseInt(sha256(`${seed} ${patient}`).slice(0, 8), 16) % 100 < FITTED_PERCENT;
  return { fit: labels.filter(isFitted), judge: labels.filter((l) => !isFitted(l)) };
}
