import { z } from "zod";
import type { FhirClient } from "./client";
import { ownId } from "./reference";

const nameSchema = z.looseObject({
  use: z.string().optional().catch(undefined),
  text: z.string().optional().catch(undefined),
  family: z.string().optional().catch(undefined),
  given: z.array(z.string()).catch([]).default([]),
  prefix: z.array(z.string()).catch([]).default([]),
});
const namedSchema = z.looseObject({
  name: z.array(nameSchema).catch([]).default([]),
  practitioner: z
    .looseObject({ reference: z.string().optional(), display: z.string().optional() })
    .optional()
    .catch(undefined),
});

/** What the EHR calls its user ("Practitioner/123"); null where it has no name for them. */
export async function readUserName(client: FhirClient, fhirUser: string): Promise<string | null> {
  const [type = "", id = ""] = fhirUser.split("/");
  const found = namedSchema.parse(await client.read(type, id));
  if (type === "PractitionerRole") {
    const { reference, display } = found.practitioner ?? {};
    const practitioner = ownId(reference, "Practitioner", client.issuer);
    return display ?? (practitioner ? readUserName(client, `Practitioner/${practitioner}`) : null);
  }
  const { name } = found;
  const best = name.find((n) => n.use === "official") ?? name.find((n) => n.use !== "old") ?? name[0];
  const words =
    best?.text ?? [...(best?.prefix ?? []), ...(best?.given ?? []), best?.family].filter(Boolean).join(" ");
  return words?.trim().slice(0, 120) || null;
}
