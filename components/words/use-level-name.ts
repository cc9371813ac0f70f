import { useTranslations } from "next-intl";
import type { Level } from "@/lib/case/level";

/** What a level is called: "Emergent". */
export function useLevelName(): (level: Level) => string {
  const t = useTranslations("clinical");
  return (level) => t(`level.${level}`);
}
