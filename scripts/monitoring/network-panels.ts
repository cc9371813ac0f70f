import type { DashboardSpec } from "./panels";

/** For who runs a network (docs/sites.md): every site beside the others, in numbers. Without SITES_FILE nothing has a `site`. */
export const NETWORK: DashboardSpec = {
  uid: "openacuity-network",
  title: "OpenAcuity: network",
  says: "Every site of a network beside the others: what it serves, how much it is used, and what is amiss. Needs SITES_FILE.",
  rows: [
    {
      title: "Now",
      panels: [
        {
          title: "Sites that give no figures",
          says: "Their app does not answer: it is down, or just beginning.",
          kind: "number",
          unit: "short",
          queries: [["count(openacuity_site_up == 0) or vector(0)", ""]],
          bad: 1,
        },
        {
          title: "Sites on the safety rules alone",
          says: "Their model does not answer, or somebody has switched it off.",
          kind: "number",
          unit: "short",
          queries: [['count(min by (site) (openacuity_model_ready{site!=""}) == 0) or vector(0)', ""]],
          bad: 1,
        },
        {
          title: "What is amiss, by site",
          says: "1 while /api/health of the site counts the reason against ready.",
          kind: "graph",
          unit: "short",
          queries: [
            ['max by (site, reason) (openacuity_degraded{site!=""}) > 0', "{{site}}: {{reason}}"],
            ["1 - min by (site) (openacuity_site_up)", "{{site}}: no figures"],
          ],
          bad: 1,
        },
        {
          title: "Version and policy, by site",
          says: "Which model version each site serves, under which decision policy.",
          kind: "graph",
          unit: "short",
          queries: [
            ['count by (site, version) (openacuity_model_info{site!=""})', "{{site}}: {{version}}"],
            ['count by (site, policy) (openacuity_policy_info{site!=""})', "{{site}}: {{policy}}"],
          ],
        },
      ],
    },
    {
      title: "Use",
      panels: [
        {
          title: "Decisions a day, by site",
          says: "Clinicians' decisions over the last 24 hours.",
          kind: "graph",
          unit: "short",
          queries: [['sum by (site) (increase(openacuity_decisions_total{site!=""}[1d]))', "{{site}}"]],
        },
        {
          title: "More urgent than suggested, by site",
          says: "Share of a week's decisions that are more urgent than what was shown. How the model does is judged on each site's own console.",
          kind: "graph",
          unit: "percentunit",
          queries: [
            [
              'sum by (site) (increase(openacuity_decisions_total{site!="",direction="more-urgent"}[7d])) / (sum by (site) (increase(openacuity_decisions_total{site!=""}[7d])) >= 100)',
              "{{site}}",
            ],
          ],
        },
        {
          title: "Answered by the rules alone, by site",
          says: "Share of a day's assessments that the model did not answer.",
          kind: "graph",
          unit: "percentunit",
          queries: [
            [
              'sum by (site) (increase(openacuity_assessments_total{site!="",answered_by="rules-only"}[1d])) / sum by (site) (increase(openacuity_assessments_total{site!=""}[1d]))',
              "{{site}}",
            ],
          ],
        },
      ],
    },
    {
      title: "What needs somebody",
      panels: [
        {
          title: "Oldest decision not in the EHR, by site",
          says: "Age of the oldest decision that is still on its way.",
          kind: "graph",
          unit: "s",
          queries: [['max by (site) (openacuity_write_back_oldest_seconds{site!=""})', "{{site}}"]],
          bad: 300,
        },
        {
          title: "Drift, by site",
          says: "Drifts found that nobody there has taken note of yet.",
          kind: "graph",
          unit: "short",
          queries: [['sum by (site) (openacuity_drift_alerts_open{site!=""})', "{{site}}"]],
          bad: 1,
        },
        {
          title: "Audit log anchored, by site",
          says: "1: its head is noted outside the site's database and fits.",
          kind: "graph",
          unit: "short",
          queries: [['min by (site) (openacuity_audit_anchored{site!=""})', "{{site}}"]],
          bad: 1,
          badBelow: true,
        },
        {
          title: "Memory, by site",
          says: "Of the site's app.",
          kind: "graph",
          unit: "bytes",
          queries: [['sum by (site) (openacuity_process_resident_memory_bytes{site!=""})', "{{site}}"]],
        },
      ],
    },
  ],
};
