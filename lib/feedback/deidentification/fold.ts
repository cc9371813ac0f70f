/** Characters that show nothing but split words for a computer: zero-width marks, soft hyphens, direction marks. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;

/** Text as it reads: compatible forms unified (full-width digits, ligatures), invisible characters gone. */
export const asRead = (text: string): string => text.normalize("NFKC").replace(INVISIBLE, "");

export type Folded = {
  readonly text: string;
  /** Place in the source of each character of `text`, and one past the end. */
  readonly at: readonly number[];
};

/** Lower case without accents, each character knowing its place in the source: "José" is found by "jose". */
export function fold(source: string): Folded {
  let text = "";
  const at: number[] = [];
  let place = 0;
  for (const character of source) {
    const plain = character.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    for (let i = 0; i < plain.length; i++) at.push(place);
    text += plain;
    place += character.length;
  }
  at.push(place);
  return { text, at };
}
