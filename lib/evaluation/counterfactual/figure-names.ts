/** Names of figures in reports and gates: shares of patients, the worst of each kind of telling. */
export const COUNTERFACTUAL = {
  control: "Made less urgent by words that say nothing",
  person: "Made less urgent by who the patient is",
  circumstances: "Made less urgent by how the patient lives",
  judging: "Made less urgent by words that judge",
} as const;
