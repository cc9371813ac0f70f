import { describe, expect, it } from "vitest";
import { parseTrainEvent } from "./train-child";

describe("what the training process says", () => {
  it.each(["Hello from a library", "", "42", "null", '{"level":30,"msg":"x"}'])("%j is no event", (line) => {
    expect(parseTrainEvent(line)).toBeNull();
  });

  it("is read event by event", () => {
    expect(
      parseTrainEvent(
        '{"type":"progress","step":1,"totalSteps":9,"loss":2.5,"etaSeconds":3,"validation":1.4}',
      ),
    ).toMatchObject({ step: 1, loss: 2.5, validation: 1.4 });
    expect(parseTrainEvent('{"type":"progress","step":1,"totalSteps":9,"loss":null}')).toMatchObject({
      loss: null,
    });
    expect(parseTrainEvent('{"type":"error","code":"insufficient-data","message":"m"}')).toMatchObject({
      message: "m",
    });
  });

  it.each([
    ['{"type":"done","metrics":{}}', /metrics.champion/],
    ['{"type":"progress","step":-1,"totalSteps":9}', /step/],
    ['{"type":"surprise"}', /type/],
  ])("%s is refused, naming the member", (line, why) => {
    expect(() => parseTrainEvent(line)).toThrow(why);
  });
});
