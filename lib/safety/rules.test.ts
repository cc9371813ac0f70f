import { describe, expect, it } from "vitest";
import { LEVELS } from "@/lib/case/level";
import { type TriageCase, triageCaseSchema, type Vitals } from "@/lib/case/triage-case";
import { crashSpeedMph, fallHeightFeet } from "@/lib/findings/measures";
import { applyFloor, assessFloor, floorUnder, SAFETY_RULES } from "./rules";
import { news2, qsofa } from "./rules-scores";

const patient = (over: Partial<TriageCase> = {}): TriageCase =>
  triageCaseSchema.parse({ id: "t", ageYears: 45, ...over });
const floorOf = (c: TriageCase) => assessFloor(c)?.level ?? null;
const ids = (c: TriageCase) => assessFloor(c)?.rules.map((r) => r.id) ?? [];

const DAY = 1 / 365.25;
const NORMAL: Vitals = {
  heartRate: 80,
  respiratoryRate: 16,
  systolic: 125,
  diastolic: 78,
  temperature: 36.8,
  spo2: 98,
  pain: 4,
  consciousness: "alert",
  gcs: 15,
};

describe("vital signs", () => {
  it.each<[string, number, Vitals, number | null]>([
    ["nothing measured", 45, {}, null],
    ["normal adult", 45, NORMAL, null],
    ["mild tachycardia alone", 45, { heartRate: 101 }, null],
    ["heart rate at the limit", 45, { heartRate: 110 }, null],
    ["marked tachycardia", 45, { heartRate: 111 }, 3],
    ["severe tachycardia", 45, { heartRate: 131 }, 2],
    ["both rates in the danger zone", 45, { heartRate: 104, respiratoryRate: 22 }, 3],
    ["bradycardia", 45, { heartRate: 40 }, 2],
    ["athlete's pulse", 25, { heartRate: 45 }, null],
    ["pulse 25", 45, { heartRate: 25 }, 1],
    ["pulse 25 with normal pressure", 45, { heartRate: 25, systolic: 130 }, 2],
    ["breathing 24", 45, { respiratoryRate: 24 }, null],
    ["breathing 25", 45, { respiratoryRate: 25 }, 3],
    ["breathing 30", 45, { respiratoryRate: 30 }, 2],
    ["breathing 8", 45, { respiratoryRate: 8 }, 2],
    ["breathing 5", 45, { respiratoryRate: 5 }, 1],
    ["not breathing", 45, { respiratoryRate: 0 }, 1],
    ["saturation 92", 45, { spo2: 92 }, null],
    ["saturation 91", 45, { spo2: 91 }, 2],
    ["saturation 83 alone", 45, { spo2: 83 }, 2],
    ["saturation 83, breathing 30", 45, { spo2: 83, respiratoryRate: 30 }, 1],
    ["saturation 78, nothing else known", 45, { spo2: 78 }, 1],
    ["saturation 72 in a calm patient", 45, { spo2: 72, respiratoryRate: 16, heartRate: 80 }, 2],
    [
      "saturation 72, responds to voice",
      45,
      { spo2: 72, respiratoryRate: 16, heartRate: 80, consciousness: "voice" },
      1,
    ],
    ["pressure 91", 45, { systolic: 91 }, null],
    ["pressure 90", 45, { systolic: 90 }, 2],
    ["pressure 69", 45, { systolic: 69 }, 1],
    ["pressure 88, heart 140", 45, { systolic: 88, heartRate: 140 }, 1],
    ["pressure 88, not alert", 45, { systolic: 88, consciousness: "voice" }, 1],
    ["shock index", 45, { systolic: 95, heartRate: 120 }, 2],
    ["pressure 225", 45, { systolic: 225 }, 3],
    ["pressure 180", 45, { systolic: 180 }, null],
    ["diastolic 132", 45, { systolic: 190, diastolic: 132 }, 3],
    ["voice", 45, { consciousness: "voice" }, 2],
    ["pain", 45, { consciousness: "pain" }, 1],
    ["unresponsive", 45, { consciousness: "unresponsive" }, 1],
    ["GCS 15", 45, { gcs: 15 }, null],
    ["GCS 14", 45, { gcs: 14 }, 3],
    ["GCS 13", 45, { gcs: 13 }, 2],
    ["GCS 9", 45, { gcs: 9 }, 2],
    ["GCS 8", 45, { gcs: 8 }, 1],
    ["temperature 39.9", 45, { temperature: 39.9 }, null],
    ["temperature 40", 45, { temperature: 40 }, 3],
    ["temperature 41", 45, { temperature: 41 }, 2],
    ["temperature 35", 45, { temperature: 35 }, null],
    ["temperature 34.9", 45, { temperature: 34.9 }, 2],
    ["temperature 27", 45, { temperature: 27 }, 1],
    ["NEWS2 5", 45, { respiratoryRate: 21, heartRate: 95, temperature: 38.5, systolic: 108, spo2: 96 }, 2],
    ["worst pain alone", 45, { pain: 10 }, null],
    // children
    ["newborn, heart 170", 10 * DAY, { heartRate: 170 }, null],
    ["newborn, heart 225", 10 * DAY, { heartRate: 225 }, 2],
    ["newborn, heart 55", 10 * DAY, { heartRate: 55 }, 1],
    ["newborn, 38.0", 20 * DAY, { temperature: 38 }, 2],
    ["6 weeks, 38.0", 42 * DAY, { temperature: 38 }, 2],
    ["6 weeks, 37.9", 42 * DAY, { temperature: 37.9 }, null],
    ["6 weeks, 35.8", 42 * DAY, { temperature: 35.8 }, 2],
    ["4 months, 38.5", 120 * DAY, { temperature: 38.5 }, null],
    ["4 months, 39.1", 120 * DAY, { temperature: 39.1 }, 3],
    ["2 years, 39.5", 2, { temperature: 39.5 }, null],
    ["6 months, heart 150 breathing 38", 0.5, { heartRate: 150, respiratoryRate: 38 }, null],
    ["6 months, heart 165 breathing 45", 0.5, { heartRate: 165, respiratoryRate: 45 }, 3],
    ["6 months, breathing 65", 0.5, { respiratoryRate: 65 }, 2],
    ["2 years, breathing 9", 2, { respiratoryRate: 9 }, 1],
    ["2 years, heart 155", 2, { heartRate: 155 }, null],
    ["5 years, heart 165", 5, { heartRate: 165 }, 3],
    ["5 years, heart 185", 5, { heartRate: 185 }, 2],
    ["5 years, pressure 81", 5, { systolic: 81 }, null],
    ["5 years, pressure 79", 5, { systolic: 79 }, 2],
    ["5 years, pressure 58", 5, { systolic: 58 }, 1],
    ["6 months, pressure 72", 0.5, { systolic: 72 }, null],
    ["6 months, pressure 66", 0.5, { systolic: 66 }, 2],
    ["12 years, heart 120", 12, { heartRate: 120 }, null],
    ["12 years, heart 130", 12, { heartRate: 130 }, 3],
    ["12 years, pressure 88", 12, { systolic: 88 }, 2],
    [
      "child has no NEWS2",
      10,
      { respiratoryRate: 20, heartRate: 100, temperature: 39.2, systolic: 95 },
      null,
    ],
  ])("%s (age %d): floor %s", (_, ageYears, vitals, level) =>
    expect(floorOf(patient({ ageYears, vitals }))).toBe(level),
  );
});

describe("complaint red flags", () => {
  it.each<[string, number | null, Partial<TriageCase>?]>([
    // level 1
    ["cardiac arrest, CPR in progress", 1],
    ["post-CPR state", 1],
    ["arrest", 1],
    ["under arrest, medical clearance", null],
    ["not breathing, blue", 1],
    ["stopped breathing for 10 sec", 2, { ageYears: 0.3, vitals: { respiratoryRate: 34 } }],
    ["sleep apnea machine broken", null],
    ["found unresponsive", 1],
    ["found unresponsive", 2, { vitals: { consciousness: "alert" } }],
    ["unconcious on arrival", 1],
    ["actively seizing", 1],
    ["anaphylaxis to peanut", 1],
    ["allergic rxn to bee sting, throat closing", 1],
    ["allergic reaction, SOB and hives", 1],
    ["hives x2d, no SOB, no throat swelling", null],
    ["GSW to chest", 1],
    ["shot in abdomen", 1],
    ["GSW R hand", 2],
    ["shooting pain down leg", null],
    ["stabbed in the back", 1],
    ["stabbing pain in back", null],
    ["stab wound to L forearm", 3],
    ["lac, arterial bleed spurting", 1],
    ["36wk pregnant, baby is coming, crowning", 1, { sex: "female", ageYears: 27 }],
    ["house fire, singed nasal hair, burns to face", 1],
    // stroke
    ["L facial droop and slurred speech since 0800", 2],
    ["FAST positive, R arm drift", 2],
    ["Rt. side motor weakness", 2],
    ["sudden onset L sided weakness", 2],
    ["unable to move left arm", 2],
    ["code stroke", 2],
    ["hx CVA, here for med refill", null],
    ["no facial droop, no slurred speech", null],
    ["denies weakness, slurred speech, facial droop", null],
    ["r/o stroke", 3],
    ["mother had a stroke last year, pt anxious", null],
    ["stroke 2015, knee pain", null],
    ["L facial droop but hx Bell's palsy", 2],
    // consciousness, seizure, head
    ["AMS, found on floor", 2],
    ["confused since this am", 2],
    ["decreased LOC", 2],
    ["contusion of knee", null],
    ["first seizure today", 2],
    ["seizure x1 this am, hx epilepsy", 3],
    ["post seizure", 2],
    ["out of seizure meds, refill", null],
    ["worst headache of life", 2],
    ["sudden severe headache while lifting", 2],
    ["HA x3d", null],
    ["fever, stiff neck, headache", 2],
    ["fell, hit head, +LOC", 2],
    ["fell, hit head, no LOC", null],
    ["fall, head lac, on coumadin", 2],
    ["fall, head lac", 2, { history: ["Anticoagulant therapy"] }],
    ["hit head, vomiting x3", 2, { ageYears: 8 }],
    ["hit head, no vomiting, acting normal", null, { ageYears: 8 }],
    ["passed out at church", 3],
    ["syncope with chest pain", 2],
    ["sudden vision loss L eye", 2],
    ["back pain, urinary retention, saddle numbness", 2],
    ["low back pain, no incontinence", null],
    // chest
    ["chest pain", 3, { ageYears: 52 }],
    ["chest pain", null, { ageYears: 24 }],
    ["CP radiating to L arm, diaphoretic", 2, { ageYears: 52 }],
    ["CP w/ SOB", 2, { ageYears: 44 }],
    ["chest pressure", 2, { ageYears: 61 }],
    ["chest pain", 2, { ageYears: 52, arrivalMode: "ambulance" }],
    ["chest pain", 2, { ageYears: 41, history: ["Coronary artery disease"] }],
    ["chest pain", 2, { ageYears: 41, history: ["Diabetes mellitus type 2"] }],
    ["pain, chest", 3, { ageYears: 56 }],
    ["denies chest pain", null, { ageYears: 60 }],
    ["cough, denies CP or SOB", null, { ageYears: 60 }],
    ["sharp pleuritic chest pain w/ cough", 3, { ageYears: 40 }],
    ["chest wall pain reproducible, SOB", 3, { ageYears: 40 }],
    ["STEMI alert from clinic", 2],
    ["hx MI, ankle sprain", null],
    ["SVT", 2],
    ["AICD fired x2", 2],
    ["tearing chest pain to back", 2],
    // breathing
    ["SOB x3d", 3],
    ["denies SOB", null],
    ["SOB", 2, { vitals: { spo2: 93 } }],
    ["severe SOB, tripoding", 2],
    ["resp distress", 2],
    ["asthma exac", 3],
    ["hx asthma, rash", null],
    ["lip and tongue swelling", 2],
    ["swollen lips after new med", 2],
    ["toothache, facial swelling dental abscess", null],
    ["drooling, sore throat, muffled voice", 2],
    // gut, pregnancy
    ["vomiting blood", 2],
    ["black tarry stools", 3],
    ["black tarry stools", 2, { vitals: { heartRate: 108 } }],
    ["BRBPR, dizzy", 2],
    ["rectal bleeding, hx hemorrhoids", 3],
    ["8 wks preg, abd pain", 2, { sex: "female", ageYears: 26 }],
    ["8 wks preg, vag bleeding", 2, { sex: "female", ageYears: 26 }],
    ["wants preg test", null, { sex: "female", ageYears: 26 }],
    ["abd pain, not pregnant", null, { sex: "female", ageYears: 26 }],
    ["wife pregnant, abd pain", null, { sex: "male", ageYears: 26 }],
    ["34 wks pregnant HA", 2, { sex: "female", ageYears: 30, vitals: { systolic: 168, diastolic: 100 } }],
    ["testicular pain sudden onset", 2, { sex: "male", ageYears: 15 }],
    ["priapism 5 hours", 2, { sex: "male" }],
    // infection, weak defences, children
    ["fever, on chemo", 2],
    ["chills", 2, { history: ["Kidney transplant"] }],
    ["sepsis alert", 2],
    ["r/o sepsis", 3],
    ["septic tank fumes headache", null],
    ["sickle cell pain crisis", 2],
    ["infant lethargic, won't feed", 2, { ageYears: 0.4 }],
    ["floppy baby", 1, { ageYears: 0.2 }],
    ["limp x2d, R knee pain", null, { ageYears: 5 }],
    ["resp distress, tiring", 1],
    ["croup, stridor when crying", 3, { ageYears: 2 }],
    ["croup, stridor at rest", 2, { ageYears: 2 }],
    ["febrile sz 2 min, now back to baseline", 3, { ageYears: 2 }],
    ["febrile sz, still postictal", 2, { ageYears: 2 }],
    ["mild retractions, playful, cough", null, { ageYears: 2 }],
    ["took 40 tylenol 3h ago", 2],
    ["took 2 tylenol, HA", null],
    ["took 650 mg tylenol for HA", null],
    ["intentional ingestion of acetaminophen", 2],
    ["last drink 2d ago, shaking, seeing things", 2],
    ["hearing voices, threatening, with PD", 2],
    ["hearing voices", 3],
    ["SS crisis, back pain", 2],
    ["fall, R leg shortened and rotated", 3],
    ["10 wks preg, IUP on US, spotting and cramps", 3, { sex: "female", ageYears: 30 }],
    ["turned blue while feeding", 2, { ageYears: 0.1 }],
    ["fever at home", 2, { ageYears: 40 * DAY }],
    ["fever at home", null, { ageYears: 3 }],
    ["petechial rash and fever", 2, { ageYears: 4 }],
    ["rash, itchy", null, { ageYears: 4 }],
    ["cold foot, no pulse", 2],
    ["fell 2 wks ago now confused", 2],
    ["common cold, foot pain", null],
    // mind, poison
    ["SI with plan", 2],
    ["glucose meter reads HI, thirsty", null],
    ["BS HI x2 days", null],
    ["denies SI/HI, anxious", null],
    ["wants to die", 2],
    ["OD on tylenol", 2],
    ["FB sensation OD, eye red", null],
    ["swallowed bleach", 2, { ageYears: 3 }],
    ["swallowed button battery", 2, { ageYears: 3 }],
    ["food poisoning, diarrhea", null],
    ["poison ivy rash", null],
    ["etoh withdrawal, tremors", 2],
    ["sexual assault", 2],
    ["combative with staff", 2],
    // trauma, burns, eyes, bites
    ["MVC rollover, ejected", 2],
    ["MVC 50 mph head on", 2],
    ["MVC rear ended 10 mph, neck pain", null],
    ["MVC 2 wks ago rollover, neck pain", null],
    ["MCC", 2],
    ["ped struck by car", 2],
    ["fell 25 ft from roof", 2],
    ["fell 12 feet from tree", 2, { ageYears: 9 }],
    ["fell off ladder, wrist pain", 3],
    ["fell 3 ft off chair", null],
    ["open fx tib fib", 2],
    ["GSW 2010, chronic pain", null],
    ["s/p GSW abd", 1],
    ["s/p CABG 2015, wound check", null],
    ["3rd degree burn hand", 2],
    ["burns 20% TBSA", 2],
    ["small burn to finger", null],
    ["electrocution at work", 2],
    ["bleach splash to eye", 2],
    ["rattlesnake bite", 2],
    ["dog bite hand", null],
    ["strangled by partner", 2],
    ["near drowning", 2],
    // everyday visits
    ["med refill", null],
    ["ankle sprain", null],
    ["sore throat x3d", null],
    ["toothache", null],
    ["suture removal", null],
    ["UTI sx", null],
    ["lac to finger, bleeding controlled", null],
    ["back pain x2 wks after lifting", null],
    ["ear pain", null, { ageYears: 4 }],
    ["", null],
    ["🙂 ??", null],
  ])("%s: floor %s", (chiefComplaint, level, over) => {
    const c = patient({ ...(chiefComplaint ? { chiefComplaint } : {}), ...over });
    expect({ floor: floorOf(c), rules: ids(c) }).toMatchObject({ floor: level });
  });

  it("reads the note as well, and quotes the nurse's own words", () => {
    const c = patient({
      chiefComplaint: "weakness",
      note: "Wife noticed facial drooping at 0900. Denies CP, SOB.",
    });
    const floor = assessFloor(c);
    expect(floor?.level).toBe(2);
    expect(floor?.rules[0]?.reason).toContain('"facial drooping"');
    expect(floor?.rules.some((r) => r.id.startsWith("chest-pain") || r.id === "dyspnea")).toBe(false);
  });

  it.each([
    ["fell 20 ft", 20],
    ["fall of 6 m", 19.7],
    ["fell from 2nd story window", 20],
    ["jumped from third floor", 30],
    ["fell on the floor", null],
    ["fell down 5 stairs", null],
    ["20 ft ladder broke", null],
  ])("height of %j: %s ft", (text, feet) => {
    const height = fallHeightFeet(text);
    if (feet === null) expect(height).toBeNull();
    else expect(height).toBeCloseTo(feet, 1);
  });
  it.each([
    ["MVC 45 mph", 45],
    ["80 km/h", 49.7],
    ["MVC", null],
  ])("speed of %j", (text, mph) => {
    const speed = crashSpeedMph(text);
    if (mph === null) expect(speed).toBeNull();
    else expect(speed).toBeCloseTo(mph, 1);
  });
});

describe("scores", () => {
  it.each<[Vitals, number]>([
    [NORMAL, 0],
    [{}, 0],
    [
      {
        respiratoryRate: 25,
        spo2: 91,
        systolic: 90,
        heartRate: 131,
        temperature: 39.1,
        consciousness: "voice",
      },
      17,
    ],
    [{ respiratoryRate: 21, spo2: 93, systolic: 100, heartRate: 111, temperature: 38.1 }, 9],
    [{ respiratoryRate: 9, spo2: 95, systolic: 110, heartRate: 50, temperature: 36 }, 5],
    [{ respiratoryRate: 8, heartRate: 40, temperature: 35, systolic: 220 }, 12],
  ])("NEWS2 of %j is %i", (vitals, score) => expect(news2(vitals)).toBe(score));

  it("qSOFA counts its three signs", () => {
    expect(qsofa({ respiratoryRate: 22, systolic: 100, gcs: 14 })).toBe(3);
    expect(qsofa({ respiratoryRate: 21, systolic: 101, gcs: 15 })).toBe(0);
  });

  it("infection with two qSOFA signs is possible sepsis; without infection it is not named so", () => {
    const vitals = { respiratoryRate: 23, systolic: 98, heartRate: 90 };
    expect(ids(patient({ chiefComplaint: "fever, dysuria", vitals }))).toContain("sepsis-suspected");
    expect(ids(patient({ chiefComplaint: "ankle pain", vitals }))).not.toContain("sepsis-suspected");
  });
});

describe("the floor", () => {
  it("has unique rule names, a source and a description for each", () => {
    expect(new Set(SAFETY_RULES.map((r) => r.id)).size).toBe(SAFETY_RULES.length);
    for (const rule of SAFETY_RULES) {
      expect(rule.id).toMatch(/^[a-z0-9-]+$/);
      expect(rule.source.length).toBeGreaterThan(5);
      expect(rule.when.length).toBeGreaterThan(10);
    }
  });

  /** Deterministic stand-in for chance (Park-Miller). */
  const random = (seed: number) => {
    let state = seed;
    return () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
  };
  const someCases = (n: number): TriageCase[] => {
    const next = random(7);
    const pick = <T>(list: readonly T[]) => list[Math.floor(next() * list.length)] as T;
    const complaints = [
      "CP",
      "SOB x3d",
      "fever",
      "fell, hit head",
      "med refill",
      "r/o stroke",
      "GSW leg",
      "preg, abd pain",
    ];
    return Array.from({ length: n }, (_, i) => ({
      id: `r${i}`,
      ageYears: pick([0.02, 0.2, 0.8, 2, 6, 12, 30, 55, 88]),
      chiefComplaint: pick(complaints),
      vitals: {
        heartRate: Math.round(30 + next() * 190),
        respiratoryRate: Math.round(4 + next() * 60),
        systolic: Math.round(50 + next() * 180),
        temperature: 34 + next() * 7,
        spo2: Math.round(70 + next() * 30),
        gcs: Math.round(3 + next() * 12),
      },
    }));
  };

  it("only ever makes a level more urgent", () => {
    for (const c of someCases(200))
      for (const level of LEVELS) expect(applyFloor(level, assessFloor(c))).toBeLessThanOrEqual(level);
    expect(applyFloor(4, null)).toBe(4);
  });

  it("is monotone: with more rules never less urgent", () => {
    for (const c of someCases(60)) {
      let before = 6;
      for (let n = 0; n <= SAFETY_RULES.length; n += 6) {
        const level = assessFloor(c, SAFETY_RULES.slice(0, n))?.level ?? 6;
        expect(level).toBeLessThanOrEqual(before);
        before = level;
      }
    }
  });

  it("lists every fired rule, most urgent first, and is its first rule's level", () => {
    for (const c of someCases(200)) {
      const floor = assessFloor(c);
      if (!floor) continue;
      const levels = floor.rules.map((r) => r.level);
      expect(levels).toEqual([...levels].sort());
      expect(floor.level).toBe(levels[0]);
      expect(floor.level).toBeLessThanOrEqual(3);
    }
  });

  it("is deterministic and leaves its input alone", () => {
    for (const c of someCases(20)) {
      const before = JSON.stringify(c);
      expect(assessFloor(c)).toEqual(assessFloor(c));
      expect(JSON.stringify(c)).toBe(before);
    }
  });
});

it("the floor under other vital signs is the floor of the case with them", () => {
  const texts = [
    {},
    { chiefComplaint: "vomiting blood, dizzy", note: "hx liver cirrhosis, denies chest pain" },
    { chiefComplaint: "chest pain", history: ["leukemia"], ageYears: 62 },
    { chiefComplaint: "fever, r/o stroke 3 days ago", ageYears: 0.1 },
  ];
  for (const text of texts) {
    const c = patient(text);
    const under = floorUnder(c);
    for (const vitals of [
      NORMAL,
      {},
      { ...NORMAL, temperature: 38.4 },
      { systolic: 85, heartRate: 140 },
      { gcs: 7 },
      { spo2: 88, respiratoryRate: 33, temperature: 38.5 },
    ])
      expect(under(vitals)).toEqual(assessFloor({ ...c, vitals }));
  }
});
