import { describe, expect, it } from "vitest";
import { isIncluded, leafHash, MerkleTree } from "./merkle";

/** Leaves and roots of the reference implementation's tests (github.com/google/certificate-transparency, merkle_tree_test). */
const LEAVES = [
  "",
  "00",
  "10",
  "2021",
  "3031",
  "40414243",
  "5051525354555657",
  "606162636465666768696a6b6c6d6e6f",
];
const ROOTS = [
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

describe("the Merkle tree", () => {
  it("has the roots of the reference implementation", () => {
    const leaves = LEAVES.map((hex) => leafHash(Buffer.from(hex, "hex")));
    expect(ROOTS.map((_, i) => new MerkleTree(leaves.slice(0, i + 1)).root())).toEqual(ROOTS);
    expect(new MerkleTree([]).root()).toBe(
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    );
  });

  it("proves each leaf of trees of every shape, and nothing else", () => {
    for (let size = 1; size <= 40; size++) {
      const words = Array.from({ length: size }, (_, i) => `entry ${i}`);
      const tree = new MerkleTree(words.map(leafHash));
      const root = tree.root();
      words.forEach((word, index) => {
        const path = tree.path(index);
        const claim = { index, size, path, root };
        expect(isIncluded(word, claim)).toBe(true);
        expect(isIncluded(`${word}!`, claim)).toBe(false);
        if (size > 1) {
          expect(isIncluded(word, { ...claim, index: (index + 1) % size })).toBe(false);
          expect(isIncluded(word, { ...claim, path: path.slice(1) })).toBe(false);
          expect(isIncluded(word, { ...claim, path: [...path, root] })).toBe(false);
        }
      });
    }
  });

  it("refuses what is no claim", () => {
    const claim = { index: 0, size: 1, path: [], root: new MerkleTree([leafHash("a")]).root() };
    expect(isIncluded("a", claim)).toBe(true);
    for (const wrong of [{ index: -1 }, { index: 1 }, { size: 0 }, { index: 0.5 }, { path: ["zz"] }])
      expect(isIncluded("a", { ...claim, ...wrong })).toBe(false);
    expect(() => new MerkleTree([leafHash("a")]).path(1)).toThrow(RangeError);
  });
});
