import { Client } from "./api/client";
import { Live } from "./api/live";
import { ApiError } from "./api/problem";
import type { Session } from "./api/types";
import type { Context } from "./app/context";
import { applyPreferences } from "./app/preferences";
import { link, Router, type Route } from "./app/router";
import { buildShell } from "./app/shell";
import { signIn } from "./app/signIn";
import { pages } from "./pages/pages";
import { onZoneChange } from "./time/zone";
import { h, replace } from "./ui/h";
import { empty, failure } from "./ui/states";

/** How long a hidden window goes on listening. */
const HIDDEN_LIMIT_MS = 60_000;

const RETRY_MS = 3000;

async function findSession(api: Client): Promise<Session> {
  for (;;) {
    try {
      return await api.session();
    } catch (error) {
      if (error instanceof ApiError && error.needsSession) return signIn(api);
      await new Promise<void>((resolve) => {
        replace(document.body, h("main", { class: "sign-in-page" }, h("h1", {}, "StreamAe"), failure(error, resolve, "Asking again by itself.")));
        setTimeout(resolve, RETRY_MS);
      });
    }
  }
}

function listenWhileSeen(live: Live): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(() => live.stop(), HIDDEN_LIMIT_MS);
    else live.start();
  });
  live.start();
}

async function start(): Promise<void> {
  applyPreferences();
  const api = new Client();
  const session = await findSession(api);
  api.csrf = session.csrf;
  api.onSessionLost = () => location.reload();
  const live = new Live();
  const shell = buildShell(session, live, () => void api.signOut().finally(() => location.reload()));
  let left = new AbortController();
  let isFirst = true;

  const show = (route: Route): void => {
    left.abort();
    left = new AbortController();
    const page = pages[route.path];
    const root = h("div", { class: "page" });
    replace(shell.main, root);
    shell.setCurrent(route.path);
    const title = (text: string): void => {
      document.title = `${text} – StreamAe`;
    };
    const context: Context = {
      root,
      query: route.query,
      signal: left.signal,
      api,
      live,
      session,
      title,
      go: (address) => router.go(address),
      remember: (query) => {
        for (const [name, value] of Object.entries(query)) {
          if (value) route.query.set(name, value);
          else route.query.delete(name);
        }
        router.rewrite(link(route.path, Object.fromEntries(route.query)));
      },
    };
    if (page) {
      void Promise.resolve(page(context)).catch((error: unknown) => {
        if (left.signal.aborted) return;
        console.error(error);
        replace(root, failure(error, () => router.showCurrent()));
      });
    } else {
      title("Not found");
      replace(root, h("h1", {}, "No such page"), empty("The address leads nowhere in this console.", null, h("a", { href: "/" }, "To the overview")));
    }
    window.scrollTo(0, 0);
    // The reader of a screen is told where it is now; not at the start, where the page tells itself.
    if (!isFirst) shell.main.focus({ preventScroll: true });
    isFirst = false;
  };

  const router = new Router((path) => path in pages, show);
  onZoneChange(() => router.showCurrent());
  router.start();
  listenWhileSeen(live);
}

void start();
