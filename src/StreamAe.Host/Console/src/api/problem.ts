/** What the API answers instead of a result: application/problem+json, or what stands for it where no such body came. */
export class ApiError extends Error {
  constructor(
    /** 0: there was no answer. */
    readonly status: number,
    readonly title: string,
    readonly detail: string | null = null,
    readonly fields: Record<string, string[]> = {},
  ) {
    super(detail ? `${title} ${detail}` : title);
    this.name = "ApiError";
  }

  get needsSession(): boolean {
    return this.status === 401;
  }

  /** Somebody else changed it since it was read. */
  get isOutdated(): boolean {
    return this.status === 412;
  }

  /** The service starts or its store is away: asking again will help. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 503 || this.status === 429;
  }
}

const TITLES: Record<number, string> = {
  0: "The service does not answer.",
  400: "The service did not understand this request.",
  401: "A key is needed.",
  403: "Your role does not allow this.",
  404: "There is no such thing.",
  409: "This contradicts something that was changed meanwhile.",
  412: "Somebody else has changed this meanwhile.",
  413: "This is too large.",
  422: "A value breaks a rule.",
  429: "Too many requests; wait a little.",
  503: "The service is starting, or its store is away.",
};

export function titleOf(status: number): string {
  return TITLES[status] ?? (status >= 500 ? "The service failed." : `The service answered ${status}.`);
}

/** Reads a failed answer; never throws itself. */
export async function problemOf(response: Response): Promise<ApiError> {
  const title = titleOf(response.status);
  if (!(response.headers.get("content-type") ?? "").includes("json")) return new ApiError(response.status, title);
  try {
    const body = (await response.json()) as { title?: unknown; detail?: unknown; errors?: unknown };
    const detail = typeof body.detail === "string" ? body.detail : typeof body.title === "string" ? body.title : null;
    return new ApiError(response.status, title, detail, fieldsOf(body.errors));
  } catch {
    return new ApiError(response.status, title);
  }
}

function fieldsOf(errors: unknown): Record<string, string[]> {
  if (typeof errors !== "object" || errors === null) return {};
  return Object.fromEntries(
    Object.entries(errors).map(([field, texts]) => [field, Array.isArray(texts) ? texts.map(String) : [String(texts)]]),
  );
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}
