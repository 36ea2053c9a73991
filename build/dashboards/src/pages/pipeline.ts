import { dashboard } from "../parts/dashboard.js";
import { bars, curves, heatmap, numbers } from "../parts/panel.js";
import { buckets, instant, mean, ofMonitor, ofProcess, percentiles, quantile, range, rate, select, total } from "../parts/query.js";

/** An event's way: source, poll, scoring, commit, outbox, sink. */
export const pipeline = dashboard({
  uid: "streamae-pipeline",
  title: "StreamAe: pipeline",
  about: "The way of an event from its source to a sink, stage by stage: where does it wait, what fails, what is away?",
  tags: ["pipeline"],
  console: "/sources",
  sections: [
    {
      title: "Sources",
      panels: [
        curves("Records that wait, by partition", {
          about: "What the source has and was not read. Rising everywhere: judging or the store is the limit, see below. Rising in one partition: its owner.",
          unit: "short", min: 0, console: "/sources",
          queries: [range(total(select("streamae_source_lag", ofMonitor), "streamae_monitor", "streamae_source"), "{{streamae_source}}")],
        }),
        curves("Events taken in", {
          about: "A second, by monitor and verdict. rejected ones came too late or twice; sparse ones had too few values.",
          unit: "eps", stack: true,
          queries: [range(rate(select("streamae_events_total", ofMonitor), "streamae_monitor", "streamae_verdict"), "{{streamae_monitor}}, {{streamae_verdict}}")],
        }),
        curves("Dead letters by reason", {
          about: "Records that could not be taken in, a minute. malformed: not the declared format; schema_changed: a producer was changed; late: beyond the allowed lateness. The console lists the last ones.",
          unit: "suffix: /min", min: 0, thresholds: [[1, "red"]], console: "/sources",
          queries: [range(`60 * ${rate(select("streamae_dead_letters_total", ofProcess), "streamae_reason")}`, "{{streamae_reason}}")],
        }),
      ],
    },
    {
      title: "Polls",
      panels: [
        curves("Events of a poll", {
          about: "Mean. Small polls at a high rate cost more for each event; large ones mean that readers are ahead of the judge.",
          unit: "short", min: 0,
          queries: [range(mean("streamae_poll_events", ofMonitor, "streamae_monitor"), "{{streamae_monitor}}")],
        }),
        curves("A poll's time by stage, p95", {
          about: "judge: until every row is judged; queue: until its commit begins; commit. The largest is what to mend: more cores, fewer polls in flight, a faster disk or database.",
          unit: "s", logarithmic: true,
          queries: [range(quantile(0.95, "streamae_poll_duration_seconds", ofMonitor, "streamae_stage"), "{{streamae_stage}}")],
        }),
        curves("Polls in flight", {
          about: "Taken in, not durable yet. At its limit for long, the store cannot keep up; above zero without any event in minutes, something stands still.",
          unit: "short", min: 0,
          queries: [range(total(select("streamae_polls_in_flight", ofMonitor), "streamae_monitor"), "{{streamae_monitor}}")],
        }),
        curves("Latency from taking in to durable verdict", {
          about: "The sum of the three stages, one measurement a poll. Dots are traces of single polls: follow one to see its own stages.",
          unit: "s", logarithmic: true,
          queries: percentiles("streamae_event_latency_seconds", ofMonitor),
        }),
        heatmap("Latency, all polls", { about: "Two bands: some polls wait for something that others do not.", unit: "s", queries: [buckets("streamae_event_latency_seconds", ofMonitor)] }),
        curves("Share of time by stage", {
          about: "Of all polls' time, how much each stage takes.",
          unit: "percentunit", stack: true, max: 1, min: 0,
          queries: [
            range(
              `${rate(`streamae_poll_duration_seconds_sum{${ofMonitor}}`, "streamae_stage")} / on () group_left () ${rate(`streamae_poll_duration_seconds_sum{${ofMonitor}}`)}`,
              "{{streamae_stage}}",
            ),
          ],
        }),
      ],
    },
    {
      title: "Scoring",
      panels: [
        curves("Rows scored, by backend", {
          about: "A second, rows on which trainings calibrate their models included. simd on the processor, gpu on a device. simd where gpu is configured: the device has failed and the processor does its work.",
          unit: "rowsps", stack: true,
          queries: [range(rate(select("streamae_scorer_rows_sum", ofProcess), "streamae_backend"), "{{streamae_backend}}")],
        }),
        curves("One call of the scorer, p95", {
          about: "By backend. Grows with the rows of a call; compare with the rows beside it.",
          unit: "s", logarithmic: true,
          queries: [range(quantile(0.95, "streamae_scorer_duration_seconds", ofProcess, "streamae_backend"), "{{streamae_backend}}")],
        }),
        curves("Rows of a call", {
          about: "Mean, by backend. A device needs thousands to be worth its while.",
          unit: "short", min: 0,
          queries: [range(mean("streamae_scorer_rows", ofProcess, "streamae_backend"), "{{streamae_backend}}")],
        }),
      ],
    },
    {
      title: "Commit",
      panels: [
        curves("Time of a transaction", {
          about: "For the polls of all monitors that waited, repeated attempts included. Over a second for long: the disk or the database; PostgreSQL's own statistics say more.",
          unit: "s", logarithmic: true, thresholds: [[1, "yellow"], [5, "red"]],
          queries: percentiles("streamae_commit_duration_seconds", ofProcess),
        }),
        curves("Events of a transaction", { about: "Mean. Rises under load: that is how the store keeps up.", unit: "short", min: 0, queries: [range(mean("streamae_commit_events", ofProcess), "events")] }),
        curves("Transactions", {
          about: "A second, and those that the store refused, each of which is tried again. Any refused one has its reason in the log.",
          unit: "ops", min: 0,
          queries: [
            range(rate(select("streamae_commit_duration_seconds_count", ofProcess)), "done"),
            range(rate(select("streamae_commit_failures_total", ofProcess)), "refused"),
          ],
        }),
      ],
    },
    {
      title: "Sinks",
      panels: [
        curves("Outbox", {
          about: "Alerts or batches of records that are durable and not with their sink yet. Rising: the sink is down or slower than alerts are raised. Nothing is lost; it is sent in order when the sink is back.",
          unit: "short", min: 0, thresholds: [[1000, "red"]], console: "/sources",
          queries: [range(`max by (streamae_sink) (${select("streamae_outbox_depth", ofProcess)})`, "{{streamae_sink}}")],
        }),
        curves("Published", { about: "Alerts or records that sinks have taken, a second.", unit: "ops", min: 0, queries: [range(rate(select("streamae_sink_published_total", ofProcess), "streamae_sink"), "{{streamae_sink}}")] }),
        curves("Failed batches", {
          about: "A minute; each is tried again, more and more slowly. The log has the sink's answer.",
          unit: "suffix: /min", min: 0, thresholds: [[1, "red"]],
          queries: [range(`60 * ${rate(select("streamae_sink_failures_total", ofProcess), "streamae_sink")}`, "{{streamae_sink}}")],
        }),
        numbers("Sinks", {
          about: "0 since a sink's last failure until its next success.",
          unit: "none", base: "red", thresholds: [[1, "green"]], words: { "0": "failing", "1": "up" }, width: 12,
          queries: [range(`min by (streamae_sink) (${select("streamae_sink_up", ofProcess)})`, "{{streamae_sink}}")],
        }),
        bars("Waiting now, by sink", {
          about: "The outbox at this moment.",
          unit: "short", min: 0, thresholds: [[100, "yellow"], [1000, "red"]], width: 12, height: 4,
          queries: [instant(`max by (streamae_sink) (${select("streamae_outbox_depth", ofProcess)})`, "{{streamae_sink}}")],
        }),
      ],
    },
  ],
});
