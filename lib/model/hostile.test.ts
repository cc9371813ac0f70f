import { execFileSync } from "node:child_process";
import { cp, link, mkdir, readFile, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import onnxProto from "onnx-proto";
import { beforeAll, describe, expect, it } from "vitest";
import { sha256 } from "@/lib/core/crypto";
import { temporaryFolder, tinyArtifact } from "@/lib/training/tiny-artifact.test-support";
import { openArtifact, writeArtifact } from "./artifact";
import { decodeSafetensors } from "./safetensors";
import { loadTokenizer } from "./tokenizer";

/** An artifact as somebody would make it who wants to reach past it: every file with the right sum in the manifest. */
let tiny: string;
beforeAll(async () => {
  tiny = await tinyArtifact();
});

const copyOf = async (): Promise<string> => {
  const copy = join(await temporaryFolder(), "copy");
  await cp(tiny, copy, { recursive: true });
  return copy;
};

/** Puts a file in and its sum into the manifest. */
async function forge(dir: string, name: string, content: Buffer | string): Promise<void> {
  await writeFile(join(dir, name), content);
  const manifest = JSON.parse(await readFile(join(dir, "manifest.json"), "utf8"));
  manifest.files[name] = sha256(Buffer.from(content));
  await writeFile(join(dir, "manifest.json"), JSON.stringify(manifest));
}

const refused = (dir: string, message: RegExp) =>
  expect(openArtifact(dir)).rejects.toMatchObject({
    code: "artifact-invalid",
    message: expect.stringMatching(message),
  });

describe("files", () => {
  it("that are whole are opened", async () => {
    expect((await openArtifact(await copyOf())).identity.name).toBe("tiny");
  });

  const changes: [string, (dir: string) => Promise<unknown>, RegExp][] = [
    [
      "a file the manifest does not name",
      (d) => writeFile(join(d, "weights.bin"), "x"),
      /does not name weights\.bin/,
    ],
    ["a hidden one", (d) => writeFile(join(d, ".hidden"), "x"), /does not name \.hidden/],
    ["a folder", (d) => mkdir(join(d, "more")), /more is no file/],
    [
      "a link in place of a file",
      async (d) => {
        await rm(join(d, "README.md"));
        await symlink(join(tiny, "README.md"), join(d, "README.md"));
      },
      /README\.md is a link/,
    ],
    [
      "a link in place of the manifest",
      async (d) => {
        await rm(join(d, "manifest.json"));
        await symlink(join(tiny, "manifest.json"), join(d, "manifest.json"));
      },
      /manifest\.json is a link/,
    ],
    [
      "a pipe nobody writes to",
      async (d) => {
        await rm(join(d, "README.md"));
        execFileSync("mkfifo", [join(d, "README.md")]);
      },
      /README\.md is no file/,
    ],
    [
      "a file too large for its kind",
      (d) => truncate(join(d, "config.json"), 3_000_000_000),
      /at most \d+ are read/,
    ],
    [
      "a manifest too large",
      (d) => truncate(join(d, "manifest.json"), 50_000_000),
      /manifest\.json has 50000000 bytes/,
    ],
  ];
  it.each(changes)("with %s are refused", async (_what, change, message) => {
    const dir = await copyOf();
    await change(dir);
    await refused(dir, message);
  });
});

describe("a graph", () => {
  const {
    ModelProto,
    TensorProto,
    NodeProto,
    AttributeProto,
    OperatorSetIdProto,
    GraphProto,
    ValueInfoProto,
  } = onnxProto.onnx;
  type Model = InstanceType<typeof ModelProto>;
  type Graph = NonNullable<Model["graph"]>;
  const graphOf = (m: Model) => m.graph as Graph & { node: NonNullable<Graph["node"]> };
  const outside = () => ({
    dataLocation: TensorProto.DataLocation.EXTERNAL,
    externalData: [{ key: "location", value: "../../../../etc/passwd" }],
  });

  const changes: [string, (m: Model) => void, RegExp][] = [
    [
      "with weights in another file",
      (m) => Object.assign((graphOf(m).initializer ?? [])[0] as object, outside()),
      /weights in another file/,
    ],
    [
      "with a constant in another file",
      (m) =>
        void graphOf(m).node[0]?.attribute?.push(
          AttributeProto.create({
            name: "value",
            t: TensorProto.create({ dims: [1], dataType: 1, ...outside() }),
          }),
        ),
      /weights in another file/,
    ],
    [
      "with an operation of a library's",
      (m) => void m.opsetImport?.push(OperatorSetIdProto.create({ domain: "ai.onnx.contrib", version: 1 })),
      /outside ONNX's own/,
    ],
    [
      "with an operation under another name",
      (m) =>
        void graphOf(m).node.push(
          NodeProto.create({ opType: "Add", domain: "evil", input: [], output: ["x"] }),
        ),
      /not on the list/,
    ],
    [
      "that loops",
      (m) => void graphOf(m).node.push(NodeProto.create({ opType: "Loop", input: [], output: ["x"] })),
      /not on the list/,
    ],
    [
      "with a graph in it",
      (m) =>
        void graphOf(m).node[0]?.attribute?.push(
          AttributeProto.create({ name: "body", g: GraphProto.create({}) }),
        ),
      /graphs within/,
    ],
    [
      "that asks for more than a case",
      (m) => void graphOf(m).input?.push(ValueInfoProto.create({ name: "secret" })),
      /an input this product does not have/,
    ],
    ["without a graph", (m) => Object.assign(m, { graph: null }), /no graph/],
  ];
  it.each(changes)("%s is refused", async (_what, change, message) => {
    for (const file of ["model.onnx", "model.int8.onnx"]) {
      const dir = await copyOf();
      const model = ModelProto.decode(await readFile(join(dir, file)));
      change(model);
      await forge(dir, file, Buffer.from(ModelProto.encode(model).finish()));
      await refused(dir, message);
    }
  });

  it("that is none is refused", async () => {
    const dir = await copyOf();
    await forge(dir, "model.onnx", "\xff\xff\xff not a graph");
    await refused(dir, /model\.onnx is no ONNX model|no graph/);
  });
});

describe("a tokenizer", () => {
  const SLOW = String.raw`^(\p{L}+)+!$`;
  const changes: [string, (t: Record<string, unknown>) => void, RegExp][] = [
    [
      "that splits by an expression of its own",
      (t) => {
        t.pre_tokenizer = { type: "Split", pattern: { Regex: SLOW }, behavior: "Isolated" };
      },
      /expression that is not accepted/,
    ],
    [
      "that hides one among other steps",
      (t) => {
        t.pre_tokenizer = {
          type: "Sequence",
          pretokenizers: [
            t.pre_tokenizer,
            { type: "Sequence", pretokenizers: [{ type: "Split", pattern: { Regex: SLOW } }] },
          ],
        };
      },
      /expression that is not accepted/,
    ],
    [
      "that replaces by one",
      (t) => {
        t.normalizer = { type: "Replace", pattern: { Regex: SLOW }, content: "" };
      },
      /not accepted \(Replace\)/,
    ],
    [
      "that fills the memory",
      (t) => {
        t.normalizer = { type: "Prepend", prepend: "x".repeat(1_000) };
      },
      /not accepted \(Prepend\)/,
    ],
    [
      "of steps without end",
      (t) => {
        let step: unknown = { type: "Lowercase" };
        for (let i = 0; i < 50; i++) step = { type: "Sequence", normalizers: [step] };
        t.normalizer = step;
      },
      /normalizer is not understood/,
    ],
    [
      "of another kind",
      (t) => {
        t.model = { type: "Unigram", vocab: [] };
      },
      /not accepted \(Unigram\)/,
    ],
    [
      "with an endless piece",
      (t) => {
        (t.model as { vocab: Record<string, number> }).vocab["x".repeat(5_000)] = 3;
      },
      /longer than 512/,
    ],
  ];
  it.each(changes)("%s is refused", async (_what, change, message) => {
    const json = JSON.parse(await readFile(join(tiny, "tokenizer.json"), "utf8")) as Record<string, unknown>;
    expect(loadTokenizer(json).vocabSize).toBeGreaterThan(5);
    change(json);
    expect(() => loadTokenizer(json)).toThrow(message);
    const dir = await copyOf();
    await forge(dir, "tokenizer.json", JSON.stringify(json));
    await refused(dir, message);
  });
});

describe("weights", () => {
  const file = (header: unknown, data = 8): Buffer => {
    const json = Buffer.from(JSON.stringify(header));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(json.length));
    return Buffer.concat([length, json, Buffer.alloc(data)]);
  };
  const tensor = (more: object = {}) => ({ dtype: "F32", shape: [2], data_offsets: [0, 8], ...more });

  it.each<[string, unknown, RegExp]>([
    ["that share bytes", { a: tensor(), b: tensor() }, /overlap/],
    ["with offsets that are none", { a: tensor({ data_offsets: ["0", "8"] }) }, /as the format asks/],
    ["that begin before the file", { a: tensor({ data_offsets: [-8, 0] }) }, /as the format asks/],
    ["that end before they begin", { a: tensor({ data_offsets: [8, 0] }) }, /as the format asks/],
    ["of half a dimension", { a: tensor({ shape: [0.5, 4] }) }, /as the format asks/],
    ["of nothing", { a: null }, /as the format asks/],
  ])("%s are refused", (_what, header, message) => {
    expect(() => decodeSafetensors(file(header))).toThrow(message);
  });
  it("are read where they are whole", () => {
    expect(decodeSafetensors(file({ a: tensor() })).tensors.a?.data).toHaveLength(2);
  });
});

describe("writing an artifact", () => {
  const about = { name: "x", version: "1", created: "2026-01-01T00:00:00Z", parent: null, lineage: {} };
  it("takes the place of an artifact, and of no other folder", async () => {
    const dir = await temporaryFolder();
    await writeFile(join(dir, "years-of-work.txt"), "x");
    await expect(writeArtifact(dir, about, { "README.md": "x" })).rejects.toMatchObject({
      code: "invalid-input",
      message: expect.stringMatching(/holds other files/),
    });
    expect(await readFile(join(dir, "years-of-work.txt"), "utf8")).toBe("x");
    const file = join(dir, "years-of-work.txt");
    await expect(writeArtifact(file, about, { "README.md": "x" })).rejects.toMatchObject({
      code: "invalid-input",
    });
    const fresh = join(dir, "new");
    await writeArtifact(fresh, about, { "README.md": "1" });
    await writeArtifact(fresh, about, { "README.md": "2" });
    expect(await readFile(join(fresh, "README.md"), "utf8")).toBe("2");
  });
});

it("a hard link is a file like any other, judged by its content", async () => {
  const dir = await copyOf();
  await rm(join(dir, "README.md"));
  await link(join(tiny, "README.md"), join(dir, "README.md"));
  expect((await openArtifact(dir)).identity.name).toBe("tiny");
});
