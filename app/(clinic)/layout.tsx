import { headers } from "next/headers";
import type { ReactNode } from "react";
import { Frame } from "@/app/_server/frame";
import { HEAR_EARLY_KEYS, KeyAnswer } from "@/components/triage/key-answer";
import { LostDecisions } from "@/components/triage/lost-decision";
import { ModelSwitchWatch } from "@/components/triage/model-switch-watch";

export default async function ClinicLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  return (
    <Frame permission="board:read">
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a fixed text of ours, with the page's nonce */}
      <script nonce={nonce} dangerouslySetInnerHTML={{ __html: HEAR_EARLY_KEYS }} />
      <LostDecisions />
      <ModelSwitchWatch />
      {children}
      <KeyAnswer />
    </Frame>
  );
}
