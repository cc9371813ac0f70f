import type { Permission } from "./permissions";
import type { Role } from "./roles";

/** Who is asking: a live session, checked against the database. Passed to every workflow. */
export type Principal = {
  readonly userId: string;
  readonly sessionId: string;
  readonly displayName: string;
  readonly role: Role;
  /** FHIR base URL of the EHR the user came from. */
  readonly issuer: string;
  /** "Practitioner/123", as the EHR's id_token says; null when it says none. */
  readonly fhirUser: string | null;
};

/** A principal, the permission that was checked, and the request it acts in. */
export type Authorized = {
  readonly principal: Principal;
  readonly permission: Permission;
  readonly requestId: string;
};
