import { hypotensionBelow } from "@/lib/case/age-bands";
import { formatVital, type VitalKey, vital } from "@/lib/case/features";
import type { Level } from "@/lib/case/level";
import { inspiredShare, oxygenWords } from "@/lib/case/oxygen";
import type { Vitals } from "@/lib/case/triage-case";
import type { FindingKey } from "@/lib/findings/catalogue";
import type { FiredRule } from "./floor";
import { ADULT, DAYS_28, DAYS_90, pressureHolds, rateLimits } from "./limits";
import { type SafetyInput, type SafetyRule, SOURCES } from "./rule";

/** "Heart rate 142 /min (above 130)". */
const because = (key: VitalKey, value: number, why: string): string =>
  `${vital(key).label} ${formatVital(key, value)} (${why})`;

type Finding = { readonly reason: string; readonly level?: Level } | null;

/** A rule over vital signs: `find` says why it fires, or null. */
function vitalRule(about: Omit<SafetyRule, "applies">, find: (input: SafetyInput) => Finding): SafetyRule {
  return {
    ...about,
    applies: (input): FiredRule | null => {
      const finding = find(input);
      if (!finding) return null;
      return {
        id: about.id,
        level: finding.level ?? about.level,
        reason: finding.reason,
        source: about.source,
      };
    },
  };
}

const DISTRESS: readonly FindingKey[] = ["dyspnea", "respiratory-distress", "blue-or-cyanotic", "stridor"];

/** Whether anything else says that breathing or circulation fails; "unknown" when heart or breathing rate is missing. */
function failing(input: SafetyInput): "yes" | "no" | "unknown" {
  const { heartRate, respiratoryRate, consciousness, gcs } = input.vitals;
  const { danger, severe, slow, marked } = rateLimits(input.case.ageYears);
  const sign =
    (respiratoryRate !== undefined &&
      (respiratoryRate > marked.breathing || respiratoryRate <= slow.breathing)) ||
    (heartRate !== undefined && (heartRate > severe.heart || heartRate <= slow.heart)) ||
    (consciousness !== undefined && consciousness !== "alert") ||
    (gcs !== undefined && gcs < 14) ||
    input.found.now(DISTRESS)?.assertion === "present";
  if (sign) return "yes";
  const calm =
    respiratoryRate !== undefined &&
    respiratoryRate <= danger.breathing &&
    heartRate !== undefined &&
    heartRate <= danger.heart;
  return calm ? "no" : "unknown";
}

/** Above this the saturation no longer falls with the oxygen in the blood, and the ratio means nothing. */
const RATIO_HOLDS_TO = 97;

/** Saturation over the share of oxygen breathed in; null without oxygen, its amount, or a saturation that says anything. */
function oxygenRatio(vitals: Vitals): number | null {
  const share = vitals.onOxygen ? inspiredShare(vitals) : null;
  const { spo2 } = vitals;
  return share === null || spo2 === undefined || spo2 > RATIO_HOLDS_TO
    ? null
    : Math.round(spo2 / (share / 100));
}

const onOxygen = (vitals: Vitals): string =>
  `Oxygen saturation ${formatVital("spo2", vitals.spo2 ?? 0)} ${oxygenWords(vitals)}`;

const breathing: readonly SafetyRule[] = [
  vitalRule(
    {
      id: "breathing-arrest",
      level: 1,
      family: "breathing",
      when: "Breathing rate below 6 /min in adults, 6 to 10 /min in children by age",
      source: SOURCES.pals,
    },
    ({ case: c, vitals: { respiratoryRate: rate } }) => {
      const limit = rateLimits(c.ageYears).arrest.breathing;
      return rate !== undefined && rate < limit
        ? { reason: because("respiratoryRate", rate, `below ${limit}: breathing is failing`) }
        : null;
    },
  ),
  vitalRule(
    {
      id: "breathing-slow",
      level: 2,
      family: "breathing",
      when: "Breathing rate 8 /min or less in adults, 10 to 16 /min in children by age",
      source: SOURCES.news2,
    },
    ({ case: c, vitals: { respiratoryRate: rate } }) => {
      const limit = rateLimits(c.ageYears).slow.breathing;
      return rate !== undefined && rate <= limit
        ? { reason: because("respiratoryRate", rate, `${limit} or less`) }
        : null;
    },
  ),
  vitalRule(
    {
      id: "breathing-fast-severe",
      level: 2,
      family: "breathing",
      when: "Breathing rate 30 /min or more in adults, above 35 to 70 /min in children by age",
      source: `${SOURCES.fieldTriage} (29 /min); children: PALS`,
    },
    ({ case: c, vitals: { respiratoryRate: rate } }) => {
      const limit = rateLimits(c.ageYears).severe.breathing;
      return rate !== undefined && rate > limit
        ? { reason: because("respiratoryRate", rate, `above ${limit}`) }
        : null;
    },
  ),
  vitalRule(
    {
      id: "breathing-fast",
      level: 3,
      family: "breathing",
      when: "Breathing rate well above the danger zone for the age (adults: above 24 /min)",
      source: `${SOURCES.esiD}; ${SOURCES.news2}`,
    },
    ({ case: c, vitals: { respiratoryRate: rate } }) => {
      const limit = rateLimits(c.ageYears).marked.breathing;
      return rate !== undefined && rate > limit
        ? { reason: because("respiratoryRate", rate, `above ${limit}`) }
        : null;
    },
  ),
  vitalRule(
    {
      id: "oxygen-critical",
      level: 1,
      family: "breathing",
      when: "Oxygen saturation below 85 % with another danger sign; below 80 % unless heart and breathing rate are normal",
      source: `${SOURCES.esi}, level 1 criteria`,
    },
    (input) => {
      const { spo2 } = input.vitals;
      if (spo2 === undefined || spo2 >= 85) return null;
      const sign = failing(input);
      if (sign === "yes") return { reason: because("spo2", spo2, "below 85 with another danger sign") };
      // A probe that reads 70 on a patient who breathes and beats normally has slipped: level 2 and look at once.
      if (spo2 < 80 && sign === "unknown")
        return { reason: because("spo2", spo2, "below 80; check the probe at once") };
      return null;
    },
  ),
  vitalRule(
    {
      id: "oxygen-low",
      level: 2,
      family: "breathing",
      when: "Oxygen saturation below 92 %",
      source: `${SOURCES.esiD}; ${SOURCES.news2}`,
    },
    ({ vitals: { spo2 } }) =>
      spo2 !== undefined && spo2 < 92 ? { reason: because("spo2", spo2, "below 92") } : null,
  ),
  vitalRule(
    {
      id: "oxygen-dependent-severe",
      level: 2,
      family: "breathing",
      when: "Oxygen saturation, up to 97 %, divided by the share of oxygen breathed in: 235 or less",
      source: SOURCES.oxygenRatio,
    },
    ({ vitals }) => {
      const ratio = oxygenRatio(vitals);
      return ratio !== null && ratio <= 235
        ? { reason: `${onOxygen(vitals)}: needs much oxygen (ratio ${ratio}, 235 or less)` }
        : null;
    },
  ),
  vitalRule(
    {
      id: "oxygen-dependent",
      level: 3,
      family: "breathing",
      when: "The same ratio: 315 or less",
      source: SOURCES.oxygenRatio,
    },
    ({ vitals }) => {
      const ratio = oxygenRatio(vitals);
      return ratio !== null && ratio > 235 && ratio <= 315
        ? { reason: `${onOxygen(vitals)}: needs oxygen (ratio ${ratio}, 315 or less)` }
        : null;
    },
  ),
];

const circulation: readonly SafetyRule[] = [
  vitalRule(
    {
      id: "heart-rate-arrest",
      level: 1,
      family: "circulation",
      when: "Heart rate below 30 /min in adults, 35 to 60 /min in children by age, unless the pressure is measured and normal",
      source: SOURCES.pals,
    },
    ({ case: c, vitals: { heartRate: rate, systolic } }) => {
      const limit = rateLimits(c.ageYears).arrest.heart;
      // With a measured normal pressure it is a miscount or a wrong column: level 2 by the next rule.
      return rate !== undefined && rate < limit && !pressureHolds(c.ageYears, systolic)
        ? { reason: because("heartRate", rate, `below ${limit}: the heart is failing`) }
        : null;
    },
  ),
  vitalRule(
    {
      id: "heart-rate-slow",
      level: 2,
      family: "circulation",
      when: "Heart rate 40 /min or less in adults, 45 to 80 /min in children by age",
      source: `${SOURCES.news2}; children: PALS`,
    },
    ({ case: c, vitals: { heartRate: rate } }) => {
      const limit = rateLimits(c.ageYears).slow.heart;
      return rate !== undefined && rate <= limit
        ? { reason: because("heartRate", rate, `${limit} or less`) }
        : null;
    },
  ),
  vitalRule(
    {
      id: "heart-rate-fast-severe",
      level: 2,
      family: "circulation",
      when: "Heart rate above 130 /min in adults, 150 to 220 /min in children by age",
      source: `${SOURCES.news2}; children: PALS`,
    },
    ({ case: c, vitals: { heartRate: rate } }) => {
      const limit = rateLimits(c.ageYears).severe.heart;
      return rate !== undefined && rate > limit
        ? { reason: because("heartRate", rate, `above ${limit}`) }
        : null;
    },
  ),
  vitalRule(
    {
      id: "heart-rate-fast",
      level: 3,
      family: "circulation",
      when: "Heart rate well above the danger zone for the age (adults: above 110 /min)",
      source: `${SOURCES.esiD}; ${SOURCES.news2}`,
    },
    ({ case: c, vitals: { heartRate: rate } }) => {
      const limit = rateLimits(c.ageYears).marked.heart;
      return rate !== undefined && rate > limit
        ? { reason: because("heartRate", rate, `above ${limit}`) }
        : null;
    },
  ),
  vitalRule(
    {
      id: "danger-zone-both-rates",
      level: 3,
      family: "circulation",
      when: "Heart rate and breathing rate both in the danger zone for the age",
      source: SOURCES.esiD,
    },
    ({ case: c, vitals: { heartRate, respiratoryRate } }) => {
      const { danger } = rateLimits(c.ageYears);
      if (heartRate === undefined || respiratoryRate === undefined) return null;
      if (heartRate <= danger.heart || respiratoryRate <= danger.breathing) return null;
      return {
        reason:
          `Heart rate ${formatVital("heartRate", heartRate)} (above ${danger.heart}) and breathing rate ` +
          `${formatVital("respiratoryRate", respiratoryRate)} (above ${danger.breathing})`,
      };
    },
  ),
  vitalRule(
    {
      id: "hypotension-critical",
      level: 1,
      family: "circulation",
      when: "Systolic pressure below 70 mmHg in adults, 20 mmHg under the limit for the age in children",
      source: `${SOURCES.atls}; children: PALS`,
    },
    ({ case: c, vitals: { systolic } }) => {
      const limit = hypotensionBelow(c.ageYears) - 20;
      return systolic !== undefined && systolic < limit
        ? { reason: because("systolic", systolic, `below ${limit}: shock`) }
        : null;
    },
  ),
  vitalRule(
    {
      id: "shock-signs",
      level: 1,
      family: "circulation",
      when: "Low systolic pressure for the age with a racing heart, reduced consciousness or low oxygen",
      source: `${SOURCES.esi}, level 1 criteria (signs of shock)`,
    },
    ({ case: c, vitals: { systolic, heartRate, consciousness, gcs, spo2 } }) => {
      const limit = hypotensionBelow(c.ageYears);
      if (systolic === undefined || systolic >= limit) return null;
      const sign =
        heartRate !== undefined && heartRate > rateLimits(c.ageYears).severe.heart
          ? "heart rate very fast"
          : (consciousness !== undefined && consciousness !== "alert") || (gcs !== undefined && gcs < 14)
            ? "not fully awake"
            : spo2 !== undefined && spo2 < 90
              ? "oxygen low"
              : null;
      return sign
        ? { reason: because("systolic", systolic, `below ${limit}, ${sign}: signs of shock`) }
        : null;
    },
  ),
  vitalRule(
    {
      id: "hypotension-adult",
      level: 2,
      family: "circulation",
      when: "Systolic pressure 90 mmHg or less from 16 years",
      source: SOURCES.news2,
    },
    ({ case: c, vitals: { systolic } }) =>
      c.ageYears >= ADULT && systolic !== undefined && systolic <= 90
        ? { reason: because("systolic", systolic, "90 or less") }
        : null,
  ),
  vitalRule(
    {
      id: "hypotension-child",
      level: 2,
      family: "circulation",
      when: "Systolic pressure below 60 (newborn), 70 (infant), 70 + 2 x age (to 10 years), 90 mmHg",
      source: SOURCES.pals,
    },
    ({ case: c, vitals: { systolic } }) => {
      const limit = hypotensionBelow(c.ageYears);
      return c.ageYears < ADULT && systolic !== undefined && systolic < limit
        ? { reason: because("systolic", systolic, `below ${limit} for the age`) }
        : null;
    },
  ),
  vitalRule(
    {
      id: "shock-index",
      level: 2,
      family: "circulation",
      when: "Heart rate divided by systolic pressure above 1.2, from 16 years",
      source: "Shock index: Rady et al., Ann Emerg Med 1994;24:685; Vandromme et al., J Trauma 2011;70:384",
    },
    ({ case: c, vitals: { systolic, heartRate } }) => {
      if (c.ageYears < ADULT || systolic === undefined || heartRate === undefined) return null;
      if (heartRate <= 100 || heartRate / systolic <= 1.2) return null;
      return {
        reason: `Heart rate ${formatVital("heartRate", heartRate)} far above systolic pressure ${formatVital("systolic", systolic)}`,
      };
    },
  ),
  vitalRule(
    {
      id: "hypertension-severe",
      level: 3,
      family: "circulation",
      when: "Systolic pressure 220 mmHg or diastolic pressure 130 mmHg or more, from 16 years",
      source: SOURCES.ctas,
    },
    ({ case: c, vitals: { systolic, diastolic } }) => {
      if (c.ageYears < ADULT) return null;
      if (systolic !== undefined && systolic >= 220)
        return { reason: because("systolic", systolic, "220 or more") };
      if (diastolic !== undefined && diastolic >= 130)
        return { reason: because("diastolic", diastolic, "130 or more") };
      return null;
    },
  ),
];

const consciousnessRules: readonly SafetyRule[] = [
  vitalRule(
    {
      id: "unresponsive",
      level: 1,
      family: "consciousness",
      when: "Responds only to pain, or not at all",
      source: `${SOURCES.esi}, level 1 criteria (AVPU)`,
    },
    ({ vitals: { consciousness } }) =>
      consciousness === "unresponsive"
        ? { reason: "Unresponsive" }
        : consciousness === "pain"
          ? { reason: "Responds only to pain" }
          : null,
  ),
  vitalRule(
    {
      id: "gcs-coma",
      level: 1,
      family: "consciousness",
      when: "Glasgow Coma Scale 8 or less",
      source: `${SOURCES.atls}; ${SOURCES.ctas}`,
    },
    ({ vitals: { gcs } }) =>
      gcs !== undefined && gcs <= 8 ? { reason: because("gcs", gcs, "8 or less") } : null,
  ),
  vitalRule(
    {
      id: "responds-to-voice",
      level: 2,
      family: "consciousness",
      when: "Responds to voice, not fully alert",
      source: SOURCES.news2,
    },
    ({ vitals: { consciousness } }) =>
      consciousness === "voice" ? { reason: "Not fully alert: responds to voice" } : null,
  ),
  vitalRule(
    {
      id: "gcs-reduced",
      level: 2,
      family: "consciousness",
      when: "Glasgow Coma Scale 9 to 13",
      source: `${SOURCES.ctas}; ${SOURCES.atls}`,
    },
    ({ vitals: { gcs } }) =>
      gcs !== undefined && gcs > 8 && gcs <= 13 ? { reason: because("gcs", gcs, "13 or less") } : null,
  ),
  vitalRule(
    {
      id: "gcs-not-full",
      level: 3,
      family: "consciousness",
      when: "Glasgow Coma Scale 14",
      source: SOURCES.ctas,
    },
    ({ vitals: { gcs } }) => (gcs === 14 ? { reason: because("gcs", gcs, "not 15") } : null),
  ),
];

const temperatureRules: readonly SafetyRule[] = [
  vitalRule(
    {
      id: "hypothermia-critical",
      level: 1,
      family: "temperature",
      when: "Temperature below 28 °C",
      source: SOURCES.hypothermia,
    },
    ({ vitals: { temperature: t } }) =>
      t !== undefined && t < 28 ? { reason: because("temperature", t, "below 28") } : null,
  ),
  vitalRule(
    {
      id: "hypothermia",
      level: 2,
      family: "temperature",
      when: "Temperature below 35 °C",
      source: SOURCES.news2,
    },
    ({ vitals: { temperature: t } }) =>
      t !== undefined && t < 35 ? { reason: because("temperature", t, "below 35") } : null,
  ),
  vitalRule(
    {
      id: "hyperthermia",
      level: 2,
      family: "temperature",
      when: "Temperature 41 °C or more",
      source: SOURCES.manchester,
    },
    ({ vitals: { temperature: t } }) =>
      t !== undefined && t >= 41 ? { reason: because("temperature", t, "41 or more") } : null,
  ),
  vitalRule(
    {
      id: "high-fever",
      level: 3,
      family: "temperature",
      when: "Temperature 40 °C or more",
      source: `${SOURCES.manchester} (hot patients are urgent from 38.5 °C; 40 °C here)`,
    },
    ({ vitals: { temperature: t } }) =>
      t !== undefined && t >= 40 ? { reason: because("temperature", t, "40 or more") } : null,
  ),
  vitalRule(
    {
      id: "fever-newborn",
      level: 2,
      family: "temperature",
      when: "Temperature 38 °C or more under 28 days of age",
      source: SOURCES.esiPeds,
    },
    ({ case: c, vitals: { temperature: t } }) =>
      c.ageYears < DAYS_28 && t !== undefined && t >= 38
        ? { reason: because("temperature", t, "38 or more in a newborn") }
        : null,
  ),
  vitalRule(
    {
      id: "fever-young-infant",
      level: 2,
      family: "temperature",
      when: "Temperature 38 °C or more from 28 to 90 days of age",
      source: `${SOURCES.esiPeds}; ${SOURCES.niceFever}`,
    },
    ({ case: c, vitals: { temperature: t } }) =>
      c.ageYears >= DAYS_28 && c.ageYears < DAYS_90 && t !== undefined && t >= 38
        ? { reason: because("temperature", t, "38 or more under 3 months") }
        : null,
  ),
  vitalRule(
    {
      id: "cold-young-infant",
      level: 2,
      family: "temperature",
      when: "Temperature below 36 °C under 90 days of age",
      source: `${SOURCES.esiPeds} (the handbook names 36.5 °C rectal; 36.0 allows for other sites)`,
    },
    ({ case: c, vitals: { temperature: t } }) =>
      c.ageYears < DAYS_90 && t !== undefined && t < 36
        ? { reason: because("temperature", t, "below 36 under 3 months") }
        : null,
  ),
  vitalRule(
    {
      id: "fever-infant",
      level: 3,
      family: "temperature",
      when: "Temperature 39 °C or more from 3 to 6 months of age",
      source: SOURCES.niceFever,
    },
    ({ case: c, vitals: { temperature: t } }) =>
      c.ageYears >= DAYS_90 && c.ageYears < 0.5 && t !== undefined && t >= 39
        ? { reason: because("temperature", t, "39 or more under 6 months") }
        : null,
  ),
];

export const VITAL_RULES: readonly SafetyRule[] = [
  ...breathing,
  ...circulation,
  ...consciousnessRules,
  ...temperatureRules,
];
