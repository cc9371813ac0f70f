/**
 * Table 1 of Dawid & Skene (1979), Applied Statistics 28:20: the fitness of 45 patients for a general anaesthetic (1 to 4), judged
 * from the same forms by five anaesthetists, by the first of them three times. One line a patient, as in
 * github.com/dallascard/dawid_skene (dawid_skene.py). The copy in the R package "rater" differs in one answer (patient 7,
 * first anaesthetist: 1, 1, 2); the results printed in the paper are those of this one.
 */
const TABLE = `
111 1 1 1 1|333 4 3 3 4|112 2 1 2 2|222 3 1 2 1|222 3 2 2 2|222 3 3 2 2|122 2 1 1 1|333 3 4 3 3|222 2 2 2 3
232 2 2 2 3|444 4 4 4 4|222 3 3 4 3|111 1 1 1 1|222 3 2 1 2|121 1 1 1 1|111 2 1 1 1|111 1 1 1 1|111 1 1 1 1
222 2 2 2 1|222 1 3 2 2|222 2 2 2 2|222 2 2 2 1|222 3 2 2 2|221 2 2 2 2|111 1 1 1 1|111 1 1 1 1|232 2 2 2 2
111 1 1 1 1|111 1 1 1 1|112 1 1 2 1|111 1 1 1 1|333 3 2 3 3|111 1 1 1 1|222 2 2 2 2|222 3 2 3 2|433 4 3 4 3
221 2 2 3 2|232 3 2 3 3|333 3 4 3 2|111 1 1 1 1|111 1 1 1 1|121 2 1 1 1|232 2 2 2 2|121 1 1 1 1|222 2 2 2 2`;

export const ANAESTHETISTS = TABLE.trim()
  .split(/[|\n]/)
  .flatMap((line, i) =>
    line
      .split(" ")
      .flatMap((answers, reader) =>
        [...answers].map((a) => ({ item: `patient ${i + 1}`, reader: `${reader + 1}`, answer: Number(a) })),
      ),
  );
