import { boardChanged, visitChanged } from "../service/changes";
import { processState } from "../service/process-state";
import type { Runtime } from "../service/runtime";
import type { Visit } from "./assess";

/** What the EHR shows one person it may show another in part: so many forms of one visit are remembered... */
const FORMS = 8;
/** ...of so many visits, before it begins anew. */
const VISITS = 5_000;

/**
 * Tells the boards when the EHR has said something of a visit that this process has not heard before. What it has heard is never told
 * again, so that boards that ask because of it do not tell each other for ever.
 */
export async function noteVersions(rt: Runtime, issuer: string, visits: readonly Visit[]): Promise<void> {
  const heard = processState(rt, "heard-versions", () => new Map<string, string[]>());
  if (heard.size > VISITS) heard.clear();
  let news = false;
  for (const { encounter, context } of visits) {
    const known = heard.get(encounter.id) ?? [];
    if (known.includes(context.version)) continue;
    news = true;
    // Who has the patient's page open is told of that patient; what this process meets for the first time nobody has open because of it.
    if (known.length > 0) await visitChanged(rt, issuer, encounter.id);
    heard.set(encounter.id, [...known, context.version].slice(-FORMS));
  }
  if (news) await boardChanged(rt, issuer);
}
