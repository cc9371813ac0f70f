import { useTranslations } from "next-intl";
import type { VitalKey } from "@/lib/case/features";

/** What a vital sign is called: "Heart rate". */
export function useVitalName(): (key: VitalKey) => string {
  const t = useTranslations("clinical");
  return (key) => t(`vital.${key}`);
}
