import type { VisitChoice } from "../smart/interaction";
import { SANDBOX_USERS, type SandboxUser } from "../users";
import { html } from "./html";
import { layout, ROLE_NAMES } from "./layout";

/** Standalone launch: who are you, and, when the app asked for it, which patient is open. */
export const signInPage = (
  current: SandboxUser,
  choices: readonly VisitChoice[] | null,
  error: string | null,
): string =>
  layout({
    title: "Sign in",
    user: null,
    path: "/",
    body: html`
<div class="card narrow">
  <h1>Sign in to the sandbox EHR</h1>
  <p>OpenAcuity wants to read and write records for you. There are no passwords here: choose who you are.</p>
  ${error && html`<p class="error" role="alert">${error}</p>`}
  <form method="post">
    <fieldset><legend>You are</legend><div class="choices">
      ${SANDBOX_USERS.map((u) => html`<label class="choice"><input type="radio" name="user" value="${u.username}"${u === current ? html` checked` : ""} required><span><b>${u.name}</b><span class="sub">${ROLE_NAMES[u.role]}</span></span></label>`)}
    </div></fieldset>
    ${choices && html`<label class="stack"><span class="cap">Patient</span><select name="visit" size="8" required>${choices.map((c) => html`<option value="${c.encounterId}">${c.label}</option>`)}</select></label>`}
    <div class="buttons"><button class="button primary">Sign in and continue</button><button class="button" name="cancel" value="1" formnovalidate>Cancel</button></div>
  </form>
</div>`,
  });

export const messagePage = (title: string, text: string): string =>
  layout({
    title,
    user: null,
    path: "/",
    body: html`<div class="card narrow"><h1>${title}</h1><p>${text}</p><p><a href="/">Back to the patient list</a></p></div>`,
  });
