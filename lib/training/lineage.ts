/** The recipe an artifact was trained by, as its manifest keeps it: its own, or that of the version it was fine-tuned from. */
export function recordedRecipe(lineage: Readonly<Record<string, unknown>>): Record<string, unknown> | null {
  const { recipe, champion } = lineage as Partial<Record<"recipe" | "champion", Record<string, unknown>>>;
  return recipe ?? (champion ? recordedRecipe(champion) : null);
}
