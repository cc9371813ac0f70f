import { findPerson } from "@/db/queries/people";
import type { Permission } from "@/lib/auth/permissions";
import type { Principal } from "@/lib/auth/principal";
import type { Runtime } from "../service/runtime";
import { parsePeople } from "./seed-people";

/** Whether the settings name this person for a permission that needs it besides the role. What is not known here is nobody's. */
export async function isNamed(
  rt: Pick<Runtime, "db" | "env">,
  principal: Principal,
  permission: Permission,
): Promise<boolean> {
  if (permission !== "network:read" || !rt.env.NETWORK_READER_URL) return false;
  const named = parsePeople(rt.env.NETWORK_READERS, "NETWORK_READERS");
  if (named.length === 0) return false;
  const person = await findPerson(rt.db, principal.userId);
  return named.some((n) => n.issuer === person?.issuer && n.subject === person.subject);
}
