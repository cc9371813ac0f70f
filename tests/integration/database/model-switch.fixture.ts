// An app process that keeps asking its model and says when it begins or ceases to answer: see model-switch.test.ts.
import { keepAsking } from "../support/asking-process";

await keepAsking((rt) =>
  rt.engines
    .current()
    .then((engine) => engine.predict([{ id: "a", ageYears: 40 }]))
    .then(
      () => "model",
      () => "rules-only",
    ),
);
