import { redirect } from "next/navigation";
import { currentPrincipal } from "@/app/_server/guard";
import { can } from "@/lib/auth/permissions";

/** The start page depends on who you are. */
export default async function Home(): Promise<never> {
  const principal = await currentPrincipal();
  if (!principal) redirect("/signed-out");
  redirect(can(principal.role, "board:read") ? "/board" : "/console");
}
