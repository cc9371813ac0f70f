// An app process that keeps asking which version answers the canary's share, and says when it changes: see canary.test.ts.
import { keepAsking } from "../support/asking-process";

await keepAsking((rt) =>
  rt.engines
    .canary()
    .then((on) => (on ? on.engine() : rt.engines.current()))
    .then(async (engine) => {
      await engine.predict([{ id: "a", ageYears: 40 }]);
      return engine.model.version;
    })
    .catch((error: Error) => `failed:${error.message.replaceAll(" ", "_")}`),
);
