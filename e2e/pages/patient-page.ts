import { expect, type Page } from "@playwright/test";

/** The patient's page as a nurse uses it. */
export class PatientPage {
  constructor(private readonly page: Page) {}

  async suggestedLevel(): Promise<number> {
    const button = this.page.getByRole("button", { name: /^Accept level \d/ });
    // Enabled, and so alive: what is pressed from here on counts. A busy machine takes its time to bring a page alive.
    await expect(button).toBeEnabled({ timeout: 60_000 });
    return Number(
      /level (\d)/.exec((await button.textContent()) ?? (await button.getAttribute("aria-label")) ?? "")?.[1],
    );
  }

  async accept(): Promise<void> {
    await this.page.getByRole("button", { name: /^Accept level \d/ }).click();
    await expect(this.page.getByText(/Accepted/).first()).toBeVisible();
  }

  async override(level: number, reason: string, comment?: string): Promise<void> {
    await this.page.getByRole("button", { name: "Override" }).click();
    await this.page.getByRole("button", { name: new RegExp(`^Level ${level}`) }).click();
    await this.page.getByRole("radio", { name: new RegExp(reason) }).click();
    if (comment) await this.page.getByRole("textbox", { name: /comment/i }).fill(comment);
    await this.page.getByRole("button", { name: "Save override" }).click();
    const yes = this.page.getByRole("button", { name: /all the same$/ });
    const done = this.page.getByText(/Overridden/).first();
    // Below a safety rule or far from the suggestion it is asked about first.
    await expect(yes.or(done)).toBeVisible();
    if (await yes.isVisible()) await yes.click();
    await expect(done).toBeVisible();
  }

  async expectInEhr(): Promise<void> {
    await expect(this.page.getByText("In the EHR", { exact: true }).first()).toBeVisible({
      timeout: 60_000,
    });
  }
}
