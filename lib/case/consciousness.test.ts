import { describe, expect, it } from "vitest";
import { readConsciousness } from "./consciousness";

describe("how awake a patient is, in words", () => {
  it.each<[string, string | null]>([
    // Plain.
    ["Alert", "alert"],
    ["A", "alert"],
    ["Awake and alert", "alert"],
    ["Alert & oriented x3", "alert"],
    ["A&Ox4", "alert"],
    ["AAOx3", "alert"],
    ["Fully conscious", "alert"],
    ["Pt is awake, alert, calm and cooperative.", "alert"],
    ["Oriented to person, place and time", "alert"],
    ["v", "voice"],
    ["Verbal", "voice"],
    ["Pain", "pain"],
    ["To painful stimuli only", "pain"],
    ["Unresponsive", "unresponsive"],
    ["Comatose", "unresponsive"],
    // Negation.
    ["Patient is not conscious", "unresponsive"],
    ["He isn't conscious", "unresponsive"],
    ["Not responding", "unresponsive"],
    ["Not awake", "voice"],
    ["Not alert", "voice"],
    ["No longer alert", "voice"],
    ["Not oriented, disoriented to place", "voice"],
    ["Never fully awake", "voice"],
    ["Alert, not confused", "alert"],
    ["Alert, denies confusion", "alert"],
    ["Awake, no loss of consciousness", "alert"],
    ["Not drowsy, alert", "alert"],
    // By half.
    ["Semi-conscious", "voice"],
    ["semiconscious", "voice"],
    ["Minimally conscious", "voice"],
    ["Barely alert", "voice"],
    ["Not fully alert", "voice"],
    ["Barely responsive", "voice"],
    ["Obtunded", "pain"],
    ["Altered", "voice"],
    ["Decreased level of consciousness", "voice"],
    ["Sedated", "voice"],
    ["Alert but confused", "voice"],
    ["A&Ox1", "voice"],
    // Waking.
    ["Unable to awake", "unresponsive"],
    ["cannot be roused", "unresponsive"],
    ["Won't wake up", "unresponsive"],
    ["Difficult to awaken", "voice"],
    ["hard to wake", "voice"],
    ["Awakens to pain only", "pain"],
    ["Rousable to voice", "voice"],
    // A stimulus that works, one that does not.
    ["Responds to voice", "voice"],
    ["Opens eyes to speech", "voice"],
    ["Withdraws from pain", "pain"],
    ["Responds only to pain, otherwise unresponsive", "pain"],
    ["No response to voice", "pain"],
    ["Unresponsive to painful stimuli", "unresponsive"],
    ["Does not respond to voice, responds to pain", "pain"],
    // Pain that hurts is no stimulus.
    ["Alert, no pain", "alert"],
    ["Alert, pain 3/10", "alert"],
    ["Alert, chest pain", "alert"],
    ["Awake, denies any pain", "alert"],
    // Then and now.
    ["Lost consciousness, now alert", "alert"],
    ["Was unresponsive, now alert", "alert"],
    ["Initially confused, currently alert and oriented x3", "alert"],
    ["Was alert, now drowsy", "voice"],
    ["Confused, now also drowsy", "voice"],
    // Said to be over without saying what is.
    ["Lost consciousness", null],
    ["Previously alert", null],
    // Not known: named, never guessed.
    ["Sleeping, easily awake", null],
    ["Alert, catatonic", null],
    ["Unalert", null],
    ["Not unresponsive", null],
    ["see note", null],
    ["éveillé", null],
    ["painless", null],
    ["", null],
    // What is known to be bad counts beside words that are not.
    ["Unresponsive, Cheyne-Stokes", "unresponsive"],
  ])("%s: %s", (text, level) => expect(readConsciousness(text)?.level ?? null).toBe(level));

  it.each<[string, string[], string]>([
    ["Alert", ["422768004"], "unresponsive"],
    ["Verbal response", ["LA17108-4"], "voice"],
    ["whatever the site writes", ["urn:x", "248234008"], "alert"],
  ])("a code counts before the words: %s %j", (text, codes, level) =>
    expect(readConsciousness(text, codes)?.level).toBe(level),
  );

  it("says when the patient may be further gone than the words tell", () => {
    expect(readConsciousness("Not awake")).toEqual({ level: "voice", atLeast: true });
    expect(readConsciousness("Responds to voice")).toEqual({ level: "voice", atLeast: false });
  });
});
