import { type RobustnessReport, type Share, STEADY_WITHIN } from "./measure";

const percent = ({ passed, of }: Share): string =>
  of === 0 ? "-" : `${((100 * passed) / of).toFixed(1)} % (${passed} of ${of})`;

/** The report as lines for a terminal. */
export function robustnessText(r: RobustnessReport): string {
  const { pairs, negations } = r;
  const out = [
    `${r.model.name} ${r.model.version}, ${r.model.precision}, ${r.model.digest.slice(0, 12)}`,
    "",
    "One complaint said two ways",
    `  expected severity moves by at most ${STEADY_WITHIN}: ${percent(pairs.steady)}`,
    `  mean move ${pairs.meanMove.toFixed(3)}, worst ${pairs.worstMove.toFixed(2)}; same level shown: ${percent(pairs.sameLevel)}`,
    ...Object.entries(pairs.byKind).map(
      ([kind, s]) => `    ${kind.padEnd(12)} ${percent(s)}, mean move ${s.meanMove.toFixed(3)}`,
    ),
    "  the ten that move most:",
    ...pairs.worst.map(
      (p) =>
        `    ${p.moved.toFixed(2)}  ${p.severities.map((s) => s.toFixed(2)).join(" / ")}  "${p.texts[0]}" / "${p.texts[1]}"`,
    ),
    "",
    "A denied red flag does not count as present",
    `  model alone: ${percent(negations.model)}`,
    `  safety rules alone: ${percent(negations.floor)}`,
    `  both together: ${percent(negations.both)}`,
    ...Object.entries(negations.byKind).map(
      ([kind, s]) =>
        `    ${kind.padEnd(8)} model ${percent(s.model)}, rules ${percent(s.floor)}, both ${percent(s.both)}`,
    ),
    `  the affirmed flag makes the model more urgent by 0.1 or more: ${percent(negations.noticed)}`,
  ];
  if (negations.modelFails.length > 0)
    out.push("  the model takes the denied flag for present (there / absent / unspoken):");
  for (const n of negations.modelFails.slice(0, 10)) {
    const { affirmed, denied, unspoken } = n.severities;
    out.push(`    ${affirmed.toFixed(2)} / ${denied.toFixed(2)} / ${unspoken.toFixed(2)}  "${n.denied}"`);
  }
  if (negations.floorFails.length > 0) out.push("  the safety rules are wrong on:");
  for (const n of negations.floorFails)
    out.push(`    "${n.denied}" (${[...n.rules, ...n.stillRules].join(", ")})`);
  out.push(
    "",
    'Negative words that deny nothing ("not breathing", "no relief, chest pain persists")',
    `  the safety rules hear the danger: ${percent(negations.heard)}`,
    ...negations.unheard.map((text) => `    missed: "${text}"`),
  );
  return out.join("\n");
}
