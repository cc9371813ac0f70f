import { isResourceType, notFound, OperationOutcomeError, parseSearchRequest } from "@medplum/core";
import type { Role } from "@/lib/auth/roles";
import { type Permission, parseScopes, type Scope } from "../smart/scopes";
import { inPatientCompartment, ownersOf, SHARED_TYPES } from "../store/compartment";
import { refuse } from "./outcomes";
import { matchesFilter } from "./search-match";
import { checkUrl } from "./search-query";
import type { Filter, Resource } from "./types";

/** Who stands behind an access token. */
export type Principal = {
  readonly clientId: string;
  /** null for a client acting for itself (system/ scopes). */
  readonly username: string | null;
  readonly role: Role | null;
  readonly practitionerId: string | null;
  readonly scope: string;
  readonly patientId: string | null;
};

/** Reading is for every EHR user; charting is for those who care for patients. */
const CHARTING_ROLES: readonly Role[] = ["clinician", "lead"];
const WRITES: readonly Permission[] = ["c", "u", "d"];
/** Kept by registration and administration, not by people at the bedside. */
const ADMINISTRATIVE: ReadonlySet<string> = new Set([
  "HealthcareService",
  "Location",
  "Organization",
  "Patient",
  "Practitioner",
  "PractitionerRole",
  "Subscription",
]);

type Lookup = (reference: string) => Resource | undefined;

/**
 * What one access token may do, asked for every single resource on every path (read, search, include, history,
 * conditional request, patch, transaction entry), because the repository asks and everything goes through it.
 * SMART App Launch 2.2, "Scopes for requesting FHIR resources".
 */
export class Access {
  private readonly scopes: readonly (Scope & { filters: readonly Filter[] | null })[];

  constructor(
    readonly principal: Principal,
    private readonly lookup: Lookup,
  ) {
    this.scopes = parseScopes(principal.scope).map((s) => ({ ...s, filters: granularFilters(s) }));
  }

  /** Scopes that give a permission on a type, if the person's role has it at all. */
  private grants(type: string, permission: Permission) {
    return this.scopes.filter(
      (s) =>
        (s.type === "*" || s.type === type) &&
        s.permissions.includes(permission) &&
        s.filters !== null &&
        this.contextAllows(s, type, permission),
    );
  }

  private contextAllows(scope: Scope, type: string, permission: Permission): boolean {
    if (scope.context === "system") return this.principal.username === null;
    const { role } = this.principal;
    if (role === null) return false;
    const writes = WRITES.includes(permission);
    if (writes && (!CHARTING_ROLES.includes(role) || ADMINISTRATIVE.has(type))) return false;
    if (scope.context === "user") return true;
    // patient/: the launch patient's compartment, and looking up what is shared; never writing outside of it.
    if (!this.principal.patientId) return false;
    return inPatientCompartment(type) || (!writes && SHARED_TYPES.has(type));
  }

  /** @throws 404 for what is no resource type, 403 when no scope of the token gives the permission on it. */
  require(type: string, permission: Permission): void {
    if (!isResourceType(type)) throw new OperationOutcomeError(notFound);
    if (this.grants(type, permission).length === 0)
      throw refuse.forbidden(`The access token does not permit ${type}.${permission} for this user`);
  }

  has(type: string, permission: Permission): boolean {
    return this.grants(type, permission).length > 0;
  }

  allows(resource: Resource, permission: Permission): boolean {
    return this.grants(resource.resourceType, permission).some(
      (s) =>
        (s.context !== "patient" || this.isOfLaunchPatient(resource)) &&
        (s.filters ?? []).every((f) => matchesFilter(resource, f)),
    );
  }

  /** The only patient the token can see in a type; null when it is not bound to one. */
  confinedTo(type: string, permission: Permission): string | null {
    const grants = this.grants(type, permission);
    if (grants.some((s) => s.context !== "patient") || !inPatientCompartment(type)) return null;
    return `Patient/${this.principal.patientId}`;
  }

  private isOfLaunchPatient(resource: Resource): boolean {
    if (!inPatientCompartment(resource.resourceType)) return true;
    const owners = ownersOf(resource, this.lookup);
    return owners.length > 0 && owners.every((o) => o === `Patient/${this.principal.patientId}`);
  }
}

/** `patient/Observation.rs?category=…|vital-signs`. A query that is not understood gives nothing (null): fail closed. */
function granularFilters(scope: Scope): readonly Filter[] | null {
  if (scope.query === null) return [];
  if (scope.type === "*") return null;
  try {
    return parseSearchRequest(checkUrl(`${scope.type}?${scope.query}`)).filters ?? null;
  } catch {
    return null;
  }
}
