import { describe, expect, it } from "vitest";
import { type Adapter, isSoftware } from "./webgpu";

describe("a WebGPU adapter", () => {
  it.each<[string, Adapter, boolean]>([
    [
      "NVIDIA",
      { info: { vendor: "nvidia", architecture: "hopper", description: "NVIDIA H100 80GB HBM3" } },
      false,
    ],
    [
      "AMD",
      { info: { vendor: "amd", architecture: "rdna-3", description: "AMD Radeon RX 7900 (RADV NAVI31)" } },
      false,
    ],
    ["Apple", { info: { vendor: "apple", architecture: "metal-3", description: "Apple M2" } }, false],
    ["SwiftShader", { info: { vendor: "google", architecture: "swiftshader" } }, true],
    [
      "Mesa's",
      { info: { vendor: "mesa", architecture: "", description: "llvmpipe (LLVM 15.0.6, 256 bits)" } },
      true,
    ],
    ["Windows's", { info: { vendor: "microsoft", description: "Microsoft Basic Render Driver" } }, true],
    ["one that says so itself", { info: { description: "Some driver", isFallbackAdapter: true } }, true],
    ["one that says nothing", {}, false],
  ])("%s", (_name, adapter, software) => {
    expect(isSoftware(adapter)).toBe(software);
  });
});
