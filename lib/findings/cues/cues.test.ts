import { describe, expect, it } from "vitest";
import type { FindingKey } from "../catalogue";
import type { Assertion } from "../finding";
import { readFindings } from "../read-findings";

const read = (text: string, key: FindingKey) => [
  ...new Set(
    readFindings({ id: "1", ageYears: 5, chiefComplaint: text })
      .filter((f) => f.key === key)
      .map((f) => f.assertion),
  ),
];

/** What must not be lost to a cue that looks like it. */
describe("in doubt a finding stays present", () => {
  it.each<[string, FindingKey]>([
    ["Daughter had a seizure at home", "seizure"],
    ["Baby has a fever and is limp", "fever"],
    ["Mother states her son has fever", "fever"],
    ["Wife saw her husband collapse, chest pain before", "chest-pain"],
    ["Mother found her baby not breathing", "not-breathing"],
    ["Told by PCP to come in for chest pain", "chest-pain"],
    ["Sent from cardiology appt for chest pain", "chest-pain"],
    ["Placed on cardiac monitor for chest pain", "chest-pain"],
    ["Needs a work note for chest pain since last night", "chest-pain"],
    ["Chest pain resolved then came back", "chest-pain"],
    ["Chest pain, otherwise feels well", "chest-pain"],
    ["Chest pain, BP now normal", "chest-pain"],
    ["Head injury, confused briefly, back to baseline", "head-injury"],
    ["Residual chest pain after nitro", "chest-pain"],
    ["Confused, not back to baseline", "altered-mental-status"],
    ["Seizure, has not returned to baseline", "seizure"],
    ["Bleeding stopped but restarted in triage", "bleeding"],
    ["9 day old not feeding well", "feeding-badly"],
    ["CPR stopped after ROSC", "cpr"],
    ["hypotensive in the field", "low-pressure"],
    ["chronic back pain worse since fall", "fall"],
    ["chronic back pain after fall", "fall"],
    ["infected toe", "infection"],
    ["No hx of diabetes, chest pain", "chest-pain"],
    ["dad is having a heart attack", "heart-attack"],
    ["dad has crushing chest pain", "chest-pain"],
    ["mother recovering from seizure in car", "seizure"],
    ["Mother with new facial droop, brought in by son", "stroke-sign"],
    ["facial droop, vision normal", "stroke-sign"],
    ["daughter says her mother is confused", "altered-mental-status"],
    ["whole family headache and sick, boiler playing up", "headache"],
    ["took box of mum's amitriptyline", "deadly-medicine"],
    ["Vaginal bleeding in first trimester", "vaginal-bleeding"],
    ["previously healthy child with seizure", "seizure"],
    ["chest pain in the past hour", "chest-pain"],
    ["in the fall hit head", "head-injury"],
    ["gave diastat for seizure lasting over 5 minutes", "seizure"],
    ["took nitro prn for chest pain without relief", "chest-pain"],
    ["pcp referral for chest pain", "chest-pain"],
    ["seen last month for chest pain, same pain now", "chest-pain"],
    ["chest pain, gone at times, back now", "chest-pain"],
    ["CPR stopped, now breathing", "cpr"],
  ])("%s: %s", (text, key) => expect(read(text, key)).toEqual(["present"]));

  it.each<[string, FindingKey, Assertion]>([
    ["Older brother has a fever, patient coughs", "fever", "other-person"],
    ["his other son has fever", "fever", "other-person"],
    ["no hx of diabetes", "diabetes", "denied"],
    ["bring back if not drinking", "poor-intake", "hypothetical"],
    ["?seizure at daycare", "seizure", "uncertain"],
    ["syncope, back to baseline", "syncope", "resolved"],
    ["residual left weakness from an old stroke", "weakness", "baseline"],
  ])("%s: %s is %s", (text, key, assertion) => expect(read(text, key)).toEqual([assertion]));
});
