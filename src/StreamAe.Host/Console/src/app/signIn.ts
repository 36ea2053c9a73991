import type { Client } from "../api/client";
import { ApiError } from "../api/problem";
import type { Session } from "../api/types";
import { h, replace, uniqueId } from "../ui/h";

/** Asks for a key until one fits. */
export function signIn(api: Client): Promise<Session> {
  return new Promise((resolve) => {
    const id = uniqueId("key");
    const problemId = uniqueId("problem");
    const problem = h("p", { id: problemId, class: "problem", role: "alert" });
    const key = h("input", { id, type: "password", autocomplete: "current-password", required: true, "aria-describedby": problemId, "data-testid": "key" });
    const submit = h("button", { type: "submit", class: "primary", "data-testid": "sign-in" }, "Sign in");
    const form = h("form", { class: "sign-in" }, h("h1", {}, "StreamAe"), h("div", { class: "field" }, h("label", { for: id }, "Key"), key, h("p", { class: "hint" }, "Administrators give out keys; each has a name, which stands in the audit.")), problem, submit);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      submit.disabled = true;
      try {
        resolve(await api.signIn(key.value));
      } catch (error) {
        problem.textContent = error instanceof ApiError ? (error.status === 401 || error.status === 403 ? "This key is not known." : `${error.title} ${error.detail ?? ""}`) : String(error);
        key.select();
      } finally {
        submit.disabled = false;
      }
    });
    document.title = "Sign in – StreamAe";
    replace(document.body, h("main", { class: "sign-in-page" }, form));
    key.focus();
  });
}
