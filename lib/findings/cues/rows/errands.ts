import type { CueRow } from "../scope";
import { NEVER, NOT_AN_ERRAND, ORDINARY, PASSING, SPECIALTY, set, TEST, THERE } from "./shared";

export const LOGISTICS: readonly CueRow[] = [
  {
    says: "logistics",
    where: "before",
    gap: 3,
    cues: [
      "(needs|need|wants|requests|requesting|requested|here for|asking for|asks for) (_ |_ _ |_ _ _ )?(note|letter|form|forms|paperwork|records|refill|refills|prescription|referral|documentation|copy|excuse)( of| from)?( filled out| completed| signed| faxed| sent| records)? (for|of|about|after|from|regarding|due to|re|because of)",
      "(dmv|fmla|disability|insurance|school|camp|work|employer|workers comp|sports|medical|police|legal) (form|forms|paperwork|papers|claim|report|letter|note|excuse|statement|clearance)( filled out| completed| signed)? (for|of|about|after|from|regarding|due to|re|because of)",
      "(lawyer|attorney|insurance|insurer|adjuster|employer) (wants|needs|requests|asks for|asked for|requires|wanted|requested) (_ |_ _ |_ _ _ )?(records|note|letter|proof|paperwork|copy|report|documentation)( of| for| from)?",
    ],
    unless: THERE,
  },
  {
    says: "logistics",
    where: "before",
    gap: 2,
    cues: [
      "^ (work|school|sick|doctor's|doctors|return to work|daycare) (note|excuse|letter|slip|clearance) (for|after|due to|because of|re|following)",
      `${TEST} (is |was )?(scheduled|booked|planned|ordered|pending|arranged|due|rescheduled|appointment|results?|follow up|return|pickup|drop off|on \\w+day) (for|to evaluate|to look for|re|because of)`,
      `${TEST} (return|pickup|drop off|follow up|results|appointment)( for)?`,
      `${SPECIALTY} (referral|appointment|appt|follow up|followup|f/u|consult|visit|clinic) (for|re|about|regarding)`,
      "(f/u|follow up|followup|recheck|reevaluation) (for|of|on|re|after)",
      "(physical therapy|rehab|counseling|support group) (referral |appointment |session )?for",
      "^ (discharge |hospital |medical |lab |test )?(paperwork|papers|records|results|bill|documentation) (of|for|regarding)",
      "(cast|splint|boot|suture|staple|stitch|drain|pin) removal (appointment |appt |visit )?(after|for)",
    ],
    of: ORDINARY,
    unless: NOT_AN_ERRAND,
  },
  {
    says: "logistics",
    where: "before",
    gap: 1,
    cues: [`${SPECIALTY} (appointment|appt|clinic visit) (for|re|about|regarding)`],
    of: set("anaphylaxis", "allergic-reaction", "cancer", "blood-cancer"),
    unless: NOT_AN_ERRAND,
  },
  {
    says: "logistics",
    where: "before",
    gap: 1,
    cues: ["(f/u|follow up|followup)( for| of| on| re)?"],
    across:
      " (monday|tuesday|wednesday|thursday|friday|next week|next month|tomorrow|scheduled|referral|appointment|appt) ",
    unless: NOT_AN_ERRAND,
  },
  {
    // "Needs note for school, had fever": it is over, and the note is why they came.
    says: "logistics",
    where: "before",
    lead: true,
    gap: 4,
    cues: [
      "(note|excuse|letter|slip|clearance|form) (for|to return to|to go back to) (school|work|daycare|class|camp|gym)",
    ],
    of: PASSING,
    unless: / (has|have|is|now|today|still|since|again|worse|severe|high|\d+|with|reports|c\/o|also|and) /,
  },
  {
    says: "logistics",
    where: "after",
    gap: 0,
    cues: [
      "(rehab|rehabilitation|placement|settlement|lawsuit|deposition|fundraiser|survivor group|work up|workup)( (appointment|results|paperwork|scheduled|pending|consult))?",
    ],
    of: set(
      "stroke-sign",
      "heart-attack",
      "dementia",
      "crash",
      "syncope",
      "fracture",
      "overdose",
      "palpitations",
    ),
    unless: NOT_AN_ERRAND,
  },
  {
    says: "logistics",
    where: "after",
    gap: 0,
    cues: [
      "(log|diary|journal|calendar|tracker)( sheet| app| review)?",
      "(medicine|medication|meds|med|drops|syrup|pills|tablets|ointment|cream) (refill|refills|prescription|ran out|run out|request|renewal)",
      "(boot|brace|splint|sling|crutch|crutches) (replacement|adjustment|fitting|removal|exchange|broke|refit)",
      "(_ )?(rescheduled|cancelled|canceled|postponed)",
    ],
    of: ORDINARY,
    unless: NOT_AN_ERRAND,
  },
  {
    says: "logistics",
    where: "before",
    gap: 1,
    cues: ["(bill|billing|invoice|copay) (for|from|about)( the| her| his| a| last)?"],
    unless: / (now|today|tonight|again|still|worse|new|since|severe|this (am|morning)|last night|ago) /,
  },
  {
    says: "logistics",
    where: "after",
    gap: 0,
    cues: ["(note|excuse|letter|slip) (so|to|for)"],
    of: PASSING,
    unless: NOT_AN_ERRAND,
  },
  {
    says: "logistics",
    where: "after",
    gap: 1,
    cues: ["(class|course|workshop|seminar)"],
    of: set("overdose", "stroke-sign", "seizure", "labor", "back-or-neck-pain", "headache"),
    unless: / (after|at|during|in|from|before|since|left|missed|while|now|today) /,
  },
  {
    says: "logistics",
    where: "before",
    gap: 1,
    cues: ["(copies|copy|records|films|disc|cd|pictures|photos|report) (from|of|for)"],
    across:
      " (attorney|lawyer|insurance|court|claim|employer|school|records|ortho|orthopedics|specialist|clinic) ",
    of: ORDINARY,
    unless: NEVER,
  },
  {
    says: "logistics",
    where: "after",
    gap: 0,
    cues: [
      "(survivors?|loss|victims?|caregivers?|families) (support )?group",
      "control (training|class|course|policy|officer|nurse)",
      "(awareness|prevention) (day|week|month|walk|event|flyer|poster)",
    ],
    unless: NOT_AN_ERRAND,
  },
  {
    says: "logistics",
    where: "after",
    gap: 0,
    cues: [
      "(prevention|awareness) (training|class|course|hotline|kit|program|materials|pamphlet|talk|number|line)",
    ],
    unless: NEVER,
  },
];
