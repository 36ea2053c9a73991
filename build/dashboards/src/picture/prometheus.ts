/** A series of an answer: its labels and [seconds, value] pairs, one for a value of now. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly (readonly [number, number])[];
}

interface Answer {
  status: string;
  error?: string;
  data: { result: { metric: Record<string, string>; value?: [number, string]; values?: [number, string][] }[] };
}

/** Asks a Prometheus about a span of time. */
export class Prometheus {
  constructor(
    private readonly url: string,
    readonly start: number,
    readonly end: number,
    private readonly steps: number,
  ) {}

  async ask(expr: string, instant: boolean): Promise<Series[]> {
    const step = (this.end - this.start) / this.steps;
    const parameters = new URLSearchParams(instant ? { query: expr, time: `${this.end}` } : { query: expr, start: `${this.start}`, end: `${this.end}`, step: `${step}` });
    const response = await fetch(`${this.url}/api/v1/${instant ? "query" : "query_range"}?${parameters}`);
    const answer = (await response.json()) as Answer;
    if (answer.status !== "success") throw new Error(`${expr}: ${answer.error}`);
    return answer.data.result.map((r) => ({ labels: r.metric, points: (r.values ?? [r.value!]).map(([t, v]) => [t, Number(v)] as const) }));
  }
}
