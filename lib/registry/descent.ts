type Version = { readonly version: string; readonly parent: string | null };

/** Those of the versions that descend from one of the `ancestors`, without these themselves. Pure. */
export function descendantsOf(ancestors: readonly string[], versions: readonly Version[]): string[] {
  const found = new Set(ancestors);
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const { version, parent } of versions) if (parent !== null && found.has(parent)) found.add(version);
  }
  return versions.map((v) => v.version).filter((v) => found.has(v) && !ancestors.includes(v));
}
