import { z } from "zod";
import { LONGEST_TITLE, type Severity } from "./incident";

/** Most alerts one call may bring; Alertmanager groups them, and by default leaves none out. */
const MOST_ALERTS = 500;

const words = z.record(z.string().max(200), z.string().max(4_000));

/** What Alertmanager sends (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config, version 4). */
export const alertCallSchema = z.object({
  version: z.literal("4"),
  alerts: z
    .array(
      z.object({
        status: z.enum(["firing", "resolved"]),
        labels: words,
        annotations: words.default({}),
        startsAt: z.iso.datetime({ offset: true }),
        endsAt: z.iso.datetime({ offset: true }).optional(),
        fingerprint: z.string().regex(/^[0-9a-f]{16}$/),
      }),
    )
    .max(MOST_ALERTS),
});
export type Alert = z.infer<typeof alertCallSchema>["alerts"][number];

/** One firing of one alert: what Alertmanager repeats while it lasts has the same name. */
export const nameOfFiring = ({ fingerprint, startsAt }: Alert): string =>
  `alert:${fingerprint}:${new Date(startsAt).toISOString()}`;

/** By the severity our own rules give (deploy/monitoring/rules); what has none is for a person to judge. */
export const severityOf = ({ labels }: Alert): Severity | null =>
  labels.severity === "page" ? "high" : labels.severity === "ticket" ? "moderate" : null;

/** In one line; the alert's name where it has no summary. */
export const titleOf = ({ labels, annotations }: Alert): string =>
  (annotations.summary || labels.alertname || "An alert without a name").slice(0, LONGEST_TITLE);
