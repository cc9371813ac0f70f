import { useTranslations } from "next-intl";

/**
 * Names of figures and of what they were measured on are part of an artifact, in English: they are looked up here, and what is not known
 * (a name of a survey, of a method) stays as it is.
 */
export function useFigureName(): (name: string) => string {
  const t = useTranslations("console.figures.name");
  return (name) => {
    const key = name as Parameters<typeof t.has>[0];
    return !name.includes(".") && t.has(key) ? t(key) : name;
  };
}

/** "NHAMCS ED 2019, balanced policy": part by part. */
export function useDatasetName(): (dataset: string) => string {
  const t = useTranslations("console.figures");
  const known = (part: string) => {
    const key = `dataset.${part}` as Parameters<typeof t.has>[0];
    const [, released] = /^beside (\S+) as it was released$/.exec(part) ?? [];
    if (released) return t("besideAsReleased", { version: released });
    const [, version] = /^Benchmark of release (\S+) \(made-up visits\)$/.exec(part) ?? [];
    if (version) return t("benchmarkOf", { version });
    return !part.includes(".") && t.has(key) ? t(key) : part;
  };
  return (dataset) =>
    dataset
      .split(/(, |: )/)
      .map(known)
      .join("");
}
