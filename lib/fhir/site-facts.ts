/**
 * What an EHR's server turned out to take, learned by asking it. Kept for a while, so that not every page begins with a
 * refused question, and shown in the console. Says nothing about patients.
 */
export type SiteFacts = {
  /** What the server says of itself in its CapabilityStatement; null: it could not be read. */
  readonly says?: {
    readonly software: string | null;
    readonly fhirVersion: string | null;
    readonly transaction: boolean | null;
    /** How it can tell of news by itself; absent: not looked at yet. */
    readonly news?: "topic" | "criteria" | "none";
    readonly readAt: string;
  } | null;
  /** By question ("Vital signs"): the way of asking that is in use. */
  readonly searches?: Readonly<Record<string, string>>;
  readonly writeBack?: {
    /** "transaction": all at once. "single": one resource after another. */
    readonly way: "transaction" | "single";
    /** By resource type: whether the server took it, or its HTTP status. */
    readonly parts: Readonly<Record<string, "taken" | number>>;
    /** Whether a level that was replaced could be marked so. */
    readonly replaced?: "taken" | number;
    readonly at: string;
  };
};
