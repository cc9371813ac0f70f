import { describe, expect, it } from "vitest";
import { renderToStaticMarkup } from "@/components/testing/render";
import { wordsFor } from "@/components/testing/words";
import { arrow } from "./arrow";
import { contribution, explanationOf } from "./fixtures";
import { forceOf } from "./force-data";
import { ExplanationPicture } from "./picture";
import { formatPlace, formatSize, largestGroup, OUTCOMES, pictureOf, toneOf } from "./picture-data";
import { shadeText } from "./shade-text";
import { ShadedText, ShadingKey } from "./shaded-text";
import { roundedOut, waterfallOf } from "./waterfall-data";

const TEXTS = { complaint: null, note: null };
const many = explanationOf([
  ...[-0.6, 0.3, -0.2, 0.1, 0.05].map((shap, i) =>
    contribution({
      feature: `v${i}`,
      shap,
      standardError: 0.01,
      levelShap: [0.1, -shap / 2, 0, 0, shap / 3],
    }),
  ),
  ...[-0.04, 0.03].map((shap, i) =>
    contribution({
      feature: `p${i}`,
      group: "patient",
      shap,
      standardError: 0.03,
      levelShap: [0, 0.02, 0, 0, 0],
    }),
  ),
  contribution({ feature: "c0", group: "complaint", shap: -0.3, label: "chest pain" }),
]);
const groupsOnly = (({ contributions: _, method: __, ...groups }) => groups)(many);
const visible = (html: string) => html.replace(/<title>.*?<\/title>|<[^>]+>/g, "|").replace(/\|+/g, "|");

describe("picture", () => {
  it.each(OUTCOMES)("groups and their members add up from base to output: %s", (outcome) => {
    const { base, output, groups } = pictureOf(many, outcome, TEXTS);
    const sum = (parts: readonly { effect: number }[]) => parts.reduce((a, p) => a + p.effect, 0);
    if (outcome === "severity") expect(base + sum(groups)).toBeCloseTo(output, 12);
    for (const g of groups) {
      expect(g.members).toHaveLength(g.count);
      expect(sum(g.members ?? [])).toBeCloseTo(g.effect, 12);
    }
  });

  it("orders members by the effect on what is explained", () => {
    expect(pictureOf(many, 2, TEXTS).groups[0]?.members?.map((m) => m.key)).toEqual([
      "v0",
      "v1",
      "v2",
      "v3",
      "v4",
    ]);
    expect(pictureOf(many, 5, TEXTS).groups[0]?.members?.[0]?.key).toBe("v0");
  });

  it("draws groups before their members are known", () => {
    const early = pictureOf(groupsOnly, "severity", TEXTS);
    expect(early.groups.map((g) => [g.group, g.members])).toEqual([
      ["vitals", null],
      ["patient", null],
      ["complaint", null],
    ]);
    expect(largestGroup(early)).toBe("vitals");
  });

  it("shows a piece of a text among the words around it", () => {
    const complaint = "worst HA of life, sudden onset";
    const piece = contribution({
      feature: "complaint.4",
      group: "complaint",
      label: "onset",
      shap: -0.2,
      span: [25, 30],
    });
    const [part] =
      pictureOf(explanationOf([piece]), "severity", { complaint, note: null }).groups[0]?.members ?? [];
    expect([part?.label, part?.around]).toEqual(["“onset”", ["sudden ", ""]]);
    const [alone] = pictureOf(explanationOf([piece]), "severity", TEXTS).groups[0]?.members ?? [];
    expect(alone?.around).toBeUndefined();
  });

  it.each([
    ["severity", -0.4, "more", "0.40"],
    ["severity", 0.4, "less", "0.40"],
    [1, 0.12, "likelier", "12 pts"],
    [5, -0.011, "unlikelier", "1 pt"],
    [5, 0.001, "likelier", "<1 pt"],
  ] as const)("%s %f is %s, %s", (outcome, effect, tone, size) => {
    expect(toneOf(outcome, effect)).toBe(tone);
    expect(formatSize(outcome, effect, wordsFor("explanation"))).toBe(size);
  });

  it("writes places on either scale", () => {
    expect([formatPlace("severity", 2.414), formatPlace(2, 0.431)]).toEqual(["2.41", "43 %"]);
  });
});

describe("waterfall", () => {
  const picture = pictureOf(many, "severity", TEXTS);
  const rowsOf = (open = {}) => waterfallOf(picture, open).rows;

  it("goes from base to output by groups, each starting where the one before ended", () => {
    const rows = rowsOf();
    expect(rows.map((r) => r.key)).toEqual(["group.vitals", "group.patient", "group.complaint"]);
    expect(rows[0]?.from).toBe(many.baseValue);
    for (const [i, row] of rows.entries()) if (i > 0) expect(row.from).toBe(rows[i - 1]?.to);
    expect(rows.at(-1)?.to).toBeCloseTo(many.outputValue, 12);
  });

  it.each(["top", "all"] as const)("fills an opened group's bar exactly with its members: %s", (opened) => {
    const rows = rowsOf({ vitals: opened });
    const inner = rows.filter((r) => r.kind === "member" || r.kind === "rest");
    const [group] = rows;
    expect(inner[0]?.from).toBe(group?.from);
    expect(inner.at(-1)?.to).toBeCloseTo(group?.to ?? 0, 12);
    expect(inner.map((r) => r.key)).toEqual(
      opened === "all" ? ["v0", "v1", "v2", "v3", "v4"] : ["v0", "v1", "v2", "group.vitals.rest"],
    );
  });

  it("gathers the rest with its error", () => {
    const rest = rowsOf({ vitals: "top" }).find((r) => r.kind === "rest");
    expect(rest).toMatchObject({ label: "2 smaller" });
    expect(rest?.effect).toBeCloseTo(0.15, 12);
    expect(rest?.standardError).toBeCloseTo(Math.SQRT2 * 0.01, 12);
  });

  it("keeps the places of members that are not worked out, so that their arrival moves nothing", () => {
    const early = waterfallOf(pictureOf(groupsOnly, "severity", TEXTS), { vitals: "top", complaint: "top" });
    const late = waterfallOf(picture, { vitals: "top", complaint: "top" });
    expect(early.rows).toHaveLength(late.rows.length);
    expect(early.rows.filter((r) => r.kind === "waiting")).toHaveLength(5);
  });

  it("does not move its axis when a group is opened", () => {
    expect(waterfallOf(picture, { vitals: "all" }).domain).toEqual(waterfallOf(picture, {}).domain);
  });

  it.each([
    [
      [2.9, 3.1],
      [2.5, 3.5],
    ],
    [
      [1.05, 4.95],
      [1, 5],
    ],
    [
      [0.9, 3],
      [0.9, 3.5],
    ],
  ] as const)("axis around %j is %j", (edges, domain) => {
    expect(roundedOut(edges, [1, 5])).toEqual(domain);
  });
});

describe("force view", () => {
  const force = forceOf(pictureOf(many, "severity", TEXTS));

  it("lets both sides meet at the output, and the difference of the sides is the way from the base", () => {
    expect(force.down.pushes[0]?.from).toBe(many.outputValue);
    expect(force.up.pushes[0]?.from).toBe(many.outputValue);
    expect(force.up.total - force.down.total).toBeCloseTo(many.outputValue - many.baseValue, 12);
    expect(force.down.pushes.at(-1)?.to).toBeCloseTo(many.outputValue + force.down.total, 12);
    expect(force.up.pushes.at(-1)?.to).toBeCloseTo(many.outputValue - force.up.total, 12);
  });

  it("names the largest of each side, and gathers what is hardly anything", () => {
    expect(force.down.pushes.map((p) => [p.number, p.key])).toEqual([
      [1, "v0"],
      [2, "c0"],
      [3, "v2"],
      [4, "p0"],
    ]);
    const eight = explanationOf(
      [0.5, 0.4, 0.3, 0.2, 0.15, 0.1, 0.05, 0.01].map((shap, i) => contribution({ feature: `f${i}`, shap })),
    );
    const { up } = forceOf(pictureOf(eight, "severity", TEXTS));
    expect(up.pushes.map((p) => p.label)).toEqual(["F0", "F1", "F2", "F3", "F4", "3 smaller"]);
  });

  it("pushes by groups while only they are known", () => {
    const early = forceOf(pictureOf(groupsOnly, "severity", TEXTS));
    expect(early.down.pushes.map((p) => p.label)).toEqual([
      "Vital signs",
      "Chief complaint",
      "Patient and arrival",
    ]);
  });

  it("stays empty on a side nothing pushes from", () => {
    expect(
      forceOf(pictureOf(explanationOf([contribution({ feature: "a", shap: -1 })]), "severity", TEXTS)).up,
    ).toMatchObject({
      total: 0,
      pushes: [],
    });
  });
});

describe("what is drawn", () => {
  it("points a bar the way it pushes", () => {
    expect(arrow(10, 50, 10, 8)).toBe("M10,6H45L50,10L45,14H10L10,10z");
    expect(arrow(50, 10, 10, 8)).toMatch(/^M50,6H15L10,10/);
    expect(arrow(10, 10.2, 10, 8)).toBe("M9.25,6h1.5v8h-1.5z");
  });

  it("is a table as well, with signs and words for what colours say", () => {
    const html = renderToStaticMarkup(<ExplanationPicture explanation={many} texts={TEXTS} />);
    const text = visible(html);
    expect(text).toContain("What moved the expected level from 3.00, with nothing known, to 2.34.");
    expect(text).toMatch(/Vital signs\|▲\|0\.35\| more urgent/);
    expect(text).toMatch(/V0\|▲\|0\.60\| much more urgent|V0\|▲\|0\.60\| more urgent, standard error 0\.01/);
    expect(text).toMatch(/Show \|2 smaller\|▼\|0\.15\| less urgent/);
    // Only the largest group stands open.
    expect(html.match(/aria-expanded="true"/g)).toHaveLength(1);
    expect(html.match(/aria-expanded="false"/g)).toHaveLength(2);
  });

  it("offers every level's chance beside the expected level, which comes first", () => {
    const html = renderToStaticMarkup(<ExplanationPicture explanation={many} texts={TEXTS} />);
    expect(html.match(/<option/g)).toHaveLength(6);
    expect(html).toMatch(/<option value="severity" selected="">Expected level<\/option>/);
    expect(html).toContain("Chance of level 3 (60 %)");
  });

  it("says how the figures were reached", () => {
    const method = (over: object) =>
      visible(renderToStaticMarkup(<ExplanationPicture explanation={{ ...many, ...over }} texts={TEXTS} />));
    expect(method({})).toContain("SHAP values, exact");
    expect(method({ method: "permutation", samples: 40 })).toContain("SHAP values, estimated from 40 orders");
    expect(method({ method: "owen", samples: 8 })).toContain("Owen values, estimated from 8 orders");
    expect(
      visible(renderToStaticMarkup(<ExplanationPicture explanation={groupsOnly} texts={TEXTS} />)),
    ).toContain("Groups first; the single findings follow");
  });
});

describe("shading", () => {
  const text = "chest pain, denies SOB";
  const span = (start: number, end: number, shap: number) =>
    contribution({ feature: `complaint.${start}`, group: "complaint", shap, span: [start, end] });

  it("cuts at the spans and loses no character", () => {
    const pieces = shadeText(text, [span(12, 22, 0.15), span(0, 10, -0.5)], "complaint");
    expect(pieces.map((p) => p.text).join("")).toBe(text);
    expect(pieces.map((p) => p.effect && [p.effect.direction, p.effect.strength])).toEqual([
      ["more", 3],
      null,
      ["less", 2],
    ]);
  });

  it.each([
    ["outside the text", [span(10, 99, -1)]],
    ["empty", [span(4, 4, -1)]],
    ["negative", [span(-2, 4, -1)]],
    ["of another text", [contribution({ feature: "note.0", group: "note", shap: -1, span: [0, 5] })]],
  ])("shades nothing for a span that is %s", (_, contributions) => {
    expect(shadeText(text, contributions, "complaint")).toEqual([{ text, start: 0, effect: null }]);
  });

  it("leaves out a span that overlaps an earlier one", () => {
    const pieces = shadeText(text, [span(0, 10, -0.5), span(6, 16, 0.5)], "complaint");
    expect(pieces.filter((p) => p.effect)).toHaveLength(1);
  });

  it("gives no colour and no sign to what goes against what it says, and says so", () => {
    const against = [{ group: "complaint", start: 0, end: 10 }] as const;
    const html = renderToStaticMarkup(
      <ShadedText text={text} contributions={[span(0, 10, 0.5)]} group="complaint" against={against} />,
    );
    expect(html).toContain("against what it says, less urgent");
    expect(html).not.toMatch(/bg-less-soft|▼/);
    const [piece] = shadeText(text, [span(0, 10, 0.5)], "complaint", against);
    expect(visible(renderToStaticMarkup(<ShadingKey piece={piece ?? null} />))).toContain(
      "against what it says",
    );
  });

  it("says in words what it shades", () => {
    const html = renderToStaticMarkup(
      <ShadedText text={text} contributions={[span(0, 10, -0.5), span(12, 22, 0.15)]} group="complaint" />,
    );
    expect(html.replace(/<[^>]+>/g, "")).toBe("chest pain▲ (more urgent), denies SOB▼ (less urgent)");
    expect(html).toMatch(/\(more urgent\)/);
    expect(html).toMatch(/\(less urgent\)/);
    expect(html).toContain("▲");
  });

  it("has one stop of the Tab key for the whole text", () => {
    const html = renderToStaticMarkup(
      <ShadedText text={text} contributions={[span(0, 10, -0.5), span(12, 22, 0.15)]} group="complaint" />,
    );
    expect(html.match(/tabindex="0"/g)).toHaveLength(1);
    expect(html.match(/tabindex="-1"/g)).toHaveLength(1);
  });

  it("tells how far the piece pointed at moved the level, and explains itself otherwise", () => {
    const [piece] = shadeText(text, [{ ...span(0, 10, -0.5), standardError: 0.04 }], "complaint");
    expect(visible(renderToStaticMarkup(<ShadingKey piece={piece ?? null} />))).toContain(
      "“chest pain” moves the expected level by 0.50 (±0.04), more urgent",
    );
    expect(visible(renderToStaticMarkup(<ShadingKey piece={null} />))).toMatch(
      /more urgent.*▲.*less urgent.*▼/,
    );
  });
});
