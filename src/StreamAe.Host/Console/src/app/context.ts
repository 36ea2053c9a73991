import type { Client } from "../api/client";
import type { Live } from "../api/live";
import type { Session } from "../api/types";

/** What a page is given. */
export interface Context {
  /** Where it shows itself; empty. */
  root: HTMLElement;
  query: URLSearchParams;
  /** Aborted when the page is left. */
  signal: AbortSignal;
  api: Client;
  live: Live;
  session: Session;
  /** Of the document; the heading is the page's own. */
  title: (text: string) => void;
  go: (address: string) => void;
  /** Keeps a choice of the page in its address. */
  remember: (query: Record<string, string | null | undefined>) => void;
}

export type PageShow = (context: Context) => void | Promise<void>;
