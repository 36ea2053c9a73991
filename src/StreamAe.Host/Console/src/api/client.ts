import { ApiError, isAbort, problemOf, titleOf } from "./problem";
import type * as t from "./types";

export type Query = Record<string, string | number | boolean | null | undefined>;

export interface Tagged<T> {
  value: T;
  etag: string | null;
}

/** A path below /api/v1 with its query; what is null or empty is left out. */
export function address(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return `/api/v1${path}${text ? `?${text}` : ""}`;
}

const monitorPath = (monitor: string, rest = ""): string => `/monitors/${encodeURIComponent(monitor)}${rest}`;

/** The API, typed. One instance a page; it carries the session's token. */
export class Client {
  csrf: string | null = null;

  /** Called on each 401, which ends the session. */
  onSessionLost: () => void = () => undefined;

  constructor(private readonly fetcher: typeof fetch = (...input) => fetch(...input)) {}

  async send<T>(method: string, path: string, options: { body?: unknown; etag?: string | null; signal?: AbortSignal | undefined } = {}): Promise<Tagged<T>> {
    const headers: Record<string, string> = { Accept: "application/json" };
    if (method !== "GET") {
      headers["Content-Type"] = "application/json";
      if (this.csrf) headers["X-CSRF-Token"] = this.csrf;
    }
    if (options.etag) headers["If-Match"] = options.etag;
    let response: Response;
    try {
      response = await this.fetcher(path, {
        method,
        headers,
        credentials: "same-origin",
        cache: "no-store",
        ...(method === "GET" ? {} : { body: JSON.stringify(options.body ?? {}) }),
        ...(options.signal ? { signal: options.signal } : {}),
      });
    } catch (error) {
      if (isAbort(error)) throw error;
      throw new ApiError(0, titleOf(0));
    }
    if (!response.ok) {
      const problem = await problemOf(response);
      if (problem.needsSession) this.onSessionLost();
      throw problem;
    }
    const text = response.status === 204 ? "" : await response.text();
    try {
      return { value: (text ? JSON.parse(text) : null) as T, etag: response.headers.get("etag") };
    } catch {
      throw new ApiError(response.status, "The service's answer is not JSON.", "Something between the browser and the service may have changed it.");
    }
  }

  private async get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
    return (await this.send<T>("GET", address(path, query), { signal })).value;
  }

  private async post<T>(path: string, body: unknown, query: Query = {}, signal?: AbortSignal): Promise<T> {
    return (await this.send<T>("POST", address(path, query), { body, signal })).value;
  }

  session = (): Promise<t.Session> => this.get("/session");
  signIn = (key: string): Promise<t.Session> => this.post("/session", { key });
  signOut = async (): Promise<void> => void (await this.send("DELETE", address("/session")));
  system = (signal?: AbortSignal): Promise<t.System> => this.get("/system", {}, signal);
  capacity = (signal?: AbortSignal): Promise<t.Capacity> => this.get("/system/capacity", {}, signal);

  monitors = (signal?: AbortSignal): Promise<t.Page<t.MonitorView>> => this.get("/monitors", {}, signal);
  monitor = (name: string, signal?: AbortSignal): Promise<Tagged<t.MonitorDetail>> => this.send("GET", address(monitorPath(name)), { signal });
  validate = (definition: string, signal?: AbortSignal): Promise<t.DefinitionVerdict> => this.post("/monitors/validate", { definition }, {}, signal);
  saveMonitor = async (name: string, etag: string | null, definition: string, reason: string, dryRun: boolean): Promise<t.DefinitionVerdict> =>
    (await this.send<t.DefinitionVerdict>("PUT", address(monitorPath(name), { dryRun: dryRun || null }), { etag, body: { definition, reason } })).value;

  entities = (monitor: string, query: Query, signal?: AbortSignal): Promise<t.Page<{ key: string }>> => this.get(monitorPath(monitor, "/entities"), query, signal);
  worst = (monitor: string, hours: number, limit: number, signal?: AbortSignal): Promise<t.Page<t.WorstEntity>> =>
    this.get(monitorPath(monitor, "/worst"), { hours, limit }, signal);
  entity = (monitor: string, key: string, signal?: AbortSignal): Promise<t.EntityView> => this.get(monitorPath(monitor, "/entity"), { key }, signal);
  scores = (monitor: string, key: string, range: { from?: string | null; to?: string | null; points?: number }, signal?: AbortSignal): Promise<t.Scores> =>
    this.get(monitorPath(monitor, "/entity/scores"), { key, ...range }, signal);
  features = (monitor: string, key: string, rows: number, signal?: AbortSignal): Promise<t.FeatureRows> =>
    this.get(monitorPath(monitor, "/entity/features"), { key, rows }, signal);
  versions = (monitor: string, key: string, signal?: AbortSignal): Promise<t.Page<t.VersionView>> => this.get(monitorPath(monitor, "/entity/versions"), { key }, signal);
  latent = (monitor: string, key: string, rows: number, signal?: AbortSignal): Promise<t.Latent> => this.get(monitorPath(monitor, "/entity/latent"), { key, rows }, signal);
  request = (monitor: string, key: string, body: t.EntityRequest): Promise<t.RequestView> => this.post(monitorPath(monitor, "/entity/requests"), body, { key });
  requests = (monitor: string, limit: number, signal?: AbortSignal): Promise<t.Page<t.RequestView>> => this.get(monitorPath(monitor, "/requests"), { limit }, signal);

  alerts = (query: Query, signal?: AbortSignal): Promise<t.Page<t.AlertView>> => this.get("/alerts", query, signal);
  alert = (id: string, signal?: AbortSignal): Promise<t.AlertView> => this.get(`/alerts/${encodeURIComponent(id)}`, {}, signal);
  feedback = (id: string, feedback: t.Feedback, reason: string): Promise<t.RequestView> => this.post(`/alerts/${encodeURIComponent(id)}/feedback`, { feedback, reason });
  snooze = (id: string, hours: number, reason: string): Promise<t.RequestView> => this.post(`/alerts/${encodeURIComponent(id)}/snooze`, { hours, reason });
  incidents = (query: Query, signal?: AbortSignal): Promise<t.Page<t.Incident>> => this.get("/incidents", query, signal);

  thresholds = (monitor: string, signal?: AbortSignal): Promise<Tagged<t.Thresholds>> => this.send("GET", address(monitorPath(monitor, "/thresholds")), { signal });
  setThreshold = (monitor: string, etag: string | null, change: t.ThresholdChange): Promise<Tagged<t.Thresholds>> =>
    this.send("PUT", address(monitorPath(monitor, "/thresholds")), { etag, body: change });
  removeThreshold = (monitor: string, etag: string | null, level: t.OverrideLevel, target: string, reason: string): Promise<Tagged<t.Thresholds>> =>
    this.send("DELETE", address(monitorPath(monitor, "/thresholds"), { level, target, reason }), { etag });
  preview = (monitor: string, question: t.PreviewQuestion, signal?: AbortSignal): Promise<t.Preview> =>
    this.post(monitorPath(monitor, "/thresholds/preview"), question, {}, signal);
  distribution = (monitor: string, query: Query, signal?: AbortSignal): Promise<t.Distribution> => this.get(monitorPath(monitor, "/thresholds/distribution"), query, signal);
  thresholdHistory = (monitor: string, limit: number, signal?: AbortSignal): Promise<t.Page<t.ThresholdEvent>> =>
    this.get(monitorPath(monitor, "/thresholds/history"), { limit }, signal);

  sources = (signal?: AbortSignal): Promise<t.Page<t.SourceView>> => this.get("/sources", {}, signal);
  deadLetters = (limit: number, signal?: AbortSignal): Promise<t.DeadLetters> => this.get("/dead-letters", { limit }, signal);
  replayLetters = (letters: t.LetterKey[], reason: string, dryRun: boolean): Promise<t.LetterReplay> =>
    this.post("/dead-letters/replay", { letters, reason }, { dryRun: dryRun || null });
  audit = (query: Query, signal?: AbortSignal): Promise<t.Page<t.AuditEntry>> => this.get("/audit", query, signal);
}
