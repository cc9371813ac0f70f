import { useTranslations } from "next-intl";
import type { Role } from "@/lib/auth/roles";

/** What a role is called; of somebody without one as well. */
export function useRoleName(): (role: Role | null) => string {
  const t = useTranslations("shell");
  const own = useTranslations("console.people");
  return (role) => (role === null ? own("noRole") : t(`role.${role}`));
}
