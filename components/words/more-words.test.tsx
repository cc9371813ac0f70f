import { useTranslations } from "next-intl";
import { expect, it } from "vitest";
import { renderToStaticMarkup } from "@/components/testing/render";
import { MESSAGES } from "@/messages";
import { pickConsole } from "./console-words";
import { MoreWords } from "./more-words";

function Part() {
  const t = useTranslations("console.drift");
  const shell = useTranslations("shell");
  return `${t("drift")}, ${shell("board")}`;
}

it("gives a page's parts its own words beside those of the frame, in the language of the frame", () => {
  const words = pickConsole(MESSAGES.es, ["drift"]);
  expect(Object.keys(words.console)).toEqual(["drift"]);
  const html = renderToStaticMarkup(
    <MoreWords messages={words}>
      <Part />
    </MoreWords>,
    "es",
  );
  expect(html).toBe("Deriva, Tablero");
});
