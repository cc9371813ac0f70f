import type { Foreign } from "./client";

type Coded = { readonly system?: unknown; readonly value?: unknown; readonly code?: unknown } | null;
/** Whether a resource is the one that an identifier or tag of ours ("system|value") names. */
export function carries(resource: Foreign, value: string): boolean {
  const { tag } = (resource.meta ?? {}) as { tag?: Coded[] };
  const all = [
    ...(Array.isArray(resource.identifier) ? (resource.identifier as Coded[]) : []),
    ...(tag ?? []),
  ];
  return all.some((i) => `${i?.system}|${i?.value ?? i?.code}` === value);
}
