export interface Route {
  path: string;
  query: URLSearchParams;
}

export type QueryValues = Record<string, string | null | undefined>;

/** A link within the console; what is null or empty is left out. */
export function link(path: string, query: QueryValues = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) parameters.set(name, value);
  const text = parameters.toString();
  return text ? `${path}?${text}` : path;
}

/** The page of an address: without a slash at the end, never empty. */
export function parseRoute(address: string): Route {
  // Joined rather than resolved: "//x" is a path here, not another host.
  const url = new URL(`http://console.invalid${address}`);
  return { path: url.pathname.replace(/\/+$/, "") || "/", query: url.searchParams };
}

/** Whether a click on a link is for the console to follow: plain, in this window, to one of its pages. */
export function isOwnLink(event: Pick<MouseEvent, "button" | "metaKey" | "ctrlKey" | "shiftKey" | "altKey" | "defaultPrevented">, anchor: { href: string; target: string; download: string }, origin: string, known: (path: string) => boolean): boolean {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return false;
  if ((anchor.target && anchor.target !== "_self") || anchor.download) return false;
  const url = new URL(anchor.href);
  return url.origin === origin && known(url.pathname.replace(/\/+$/, "") || "/");
}

/** The browser's history as the console uses it. */
export class Router {
  constructor(
    private readonly known: (path: string) => boolean,
    private readonly show: (route: Route) => void,
  ) {}

  start(): void {
    window.addEventListener("popstate", () => this.showCurrent());
    document.addEventListener("click", (event) => {
      const anchor = event.target instanceof Element ? event.target.closest("a") : null;
      if (anchor?.href && isOwnLink(event, anchor, location.origin, this.known)) {
        event.preventDefault();
        this.go(anchor.pathname + anchor.search);
      }
    });
    this.showCurrent();
  }

  go(address: string): void {
    if (address !== location.pathname + location.search) history.pushState(null, "", address);
    this.showCurrent();
  }

  /** Changes the address of the page that is shown, without showing it anew. */
  rewrite(address: string): void {
    history.replaceState(null, "", address);
  }

  showCurrent(): void {
    this.show(parseRoute(location.pathname + location.search));
  }
}
