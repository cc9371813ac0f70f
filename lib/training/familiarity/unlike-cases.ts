import type { TriageCase, Vitals } from "@/lib/case/triage-case";
import { type Random, shuffled } from "@/lib/core/random";

/**
 * Cases the model was never meant for, planted to measure whether the out-of-distribution score finds them. Each is made
 * from an ordinary visit by changing one thing, so that nothing but that thing can give it away. All texts are made up.
 */
export type UnlikeKind = {
  readonly kind: string;
  readonly make: (ordinary: TriageCase, r: Random) => TriageCase;
};

const OTHER_LANGUAGES = [
  "starke Brustschmerzen seit heute Morgen, Atemnot",
  "Bauchschmerzen und Erbrechen seit gestern",
  "beim Fahrradfahren gestürzt, Handgelenk geschwollen",
  "Kopfschmerzen mit Lichtempfindlichkeit, kein Fieber",
  "dolor de pecho que se extiende al brazo izquierdo",
  "fiebre y tos desde hace tres días, le cuesta respirar",
  "se cayó de la escalera y le duele la cadera",
  "el niño tiene vómitos y diarrea desde anoche",
  "douleur thoracique depuis deux heures, essoufflement",
  "chute de vélo, cheville gonflée, ne peut pas marcher",
  "maux de ventre et fièvre depuis hier soir",
  "dolore al petto e sudorazione fredda da un'ora",
  "mal di schiena da una settimana, non riesce a dormire",
  "göğüs ağrısı ve nefes darlığı, sabahtan beri",
  "karın ağrısı, kusma, ateş",
  "ból w klatce piersiowej i duszność od rana",
  "upadek ze schodów, ból biodra, nie może chodzić",
  "đau ngực và khó thở từ sáng nay",
  "sốt cao và ho ba ngày nay",
  "сильная боль в груди, одышка с утра",
  "упала на льду, болит запястье",
  "胸痛两小时，呼吸困难",
  "腹痛，呕吐，发烧",
  "ألم في الصدر وضيق في التنفس",
  "가슴 통증과 호흡 곤란",
  "お腹が痛い、昨日から吐いている",
] as const;

const NOT_A_PATIENT = [
  "dog limping on hind leg, ate grass, will not fetch",
  "cat in estrus, yowling, needs spay appointment",
  "horse colic, rolling in stall, last hoof trim in march",
  "parrot plucking feathers, cage moved to garage",
  "cow off feed, milk yield down, calved last week",
  "printer out of toner on third floor, paper jam tray two",
  "cannot log in to payroll, password reset please",
  "two tickets for the late show, aisle seats if possible",
  "whisk eggs with sugar, fold in flour, bake until golden",
  "the tenant shall give sixty days notice in writing",
  "lorem ipsum dolor sit amet consectetur adipiscing elit",
  "asdf qwer zxcv hjkl uiop",
  "brake pads worn, engine light on, due for inspection",
  "quarterly revenue rose while operating costs fell",
  "test test test please ignore this record",
  "select star from visits where level equals one",
  "gate change for flight to lisbon, boarding delayed",
  "router drops wifi every evening, firmware outdated",
  "once upon a time a fox lived at the edge of the wood",
  "goalkeeper saved a penalty in the final minute",
  "order number missing, parcel returned to sender",
  "rose bushes have black spot, prune in late winter",
] as const;

/** Each end is rare and living; together no patient has them. */
const CONTRADICTIONS: readonly Vitals[] = [
  {
    heartRate: 34,
    respiratoryRate: 52,
    systolic: 232,
    diastolic: 58,
    temperature: 34.1,
    spo2: 100,
    pain: 10,
  },
  { heartRate: 188, respiratoryRate: 7, systolic: 78, diastolic: 74, temperature: 41.4, spo2: 100, pain: 0 },
  { heartRate: 38, respiratoryRate: 58, systolic: 208, diastolic: 204, temperature: 33.2, spo2: 99, pain: 0 },
  { heartRate: 196, respiratoryRate: 6, systolic: 236, diastolic: 40, temperature: 33.6, spo2: 100, pain: 0 },
  { heartRate: 32, respiratoryRate: 48, systolic: 66, diastolic: 62, temperature: 41.8, spo2: 100, pain: 1 },
  { heartRate: 178, respiratoryRate: 8, systolic: 64, diastolic: 60, temperature: 33.4, spo2: 64, pain: 10 },
];

const withText = (c: TriageCase, chiefComplaint: string): TriageCase => {
  const { note: _note, ...rest } = c;
  return { ...rest, chiefComplaint };
};

const words = (c: TriageCase): string[] =>
  `${c.chiefComplaint ?? ""} ${c.note ?? ""}`.split(/\s+/).filter(Boolean);

const scrambled = (word: string, r: Random): string => shuffled([...word], r).join("");

export const UNLIKE_KINDS: readonly UnlikeKind[] = [
  { kind: "complaint in another language", make: (c, r) => withText(c, r.pick(OTHER_LANGUAGES)) },
  { kind: "not about a patient", make: (c, r) => withText(c, r.pick(NOT_A_PATIENT)) },
  {
    kind: "letters of every word shuffled",
    make: (c, r) =>
      withText(
        c,
        words(c)
          .map((w) => scrambled(w, r))
          .join(" "),
      ),
  },
  {
    kind: "vital signs that contradict each other",
    make: (c, r) => ({ ...c, vitals: { ...c.vitals, ...r.pick(CONTRADICTIONS) } }),
  },
];
