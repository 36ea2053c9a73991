import { dashboard } from "../parts/dashboard.js";
import { bars, curves, heatmap, numbers } from "../parts/panel.js";
import { buckets, increase, instant, ofMonitor, ofProcess, percentiles, range, rate, select, total } from "../parts/query.js";

const anomalous = select("streamae_events_marked_total", ofMonitor, `streamae_mark="anomalous"`);
const scored = select("streamae_events_total", ofMonitor, `streamae_verdict="scored"`);
const decades = [1, 2, 3, 4, 5, 6];

/** One monitor: what it judged, how sure, how often it alerted and whether that is what was asked of it. */
export const monitor = dashboard({
  uid: "streamae-monitor",
  title: "StreamAe: monitor",
  about: "One monitor: its events, its alerts, whether its calibration holds and whether its false alarms are as many as were asked for.",
  tags: ["monitor"],
  monitors: "one",
  console: "/monitors?monitor=${monitor}",
  sections: [
    {
      title: "Now",
      panels: [
        numbers("Events", { about: "Events a second with a durable verdict.", unit: "eps", console: "/sources", queries: [range(rate(select("streamae_events_total", ofMonitor)), "events")] }),
        numbers("Scored", {
          about: "Share of events that a model judged. Low after a start, until there is a model; low later: values are missing (sparse), or rows come late (rejected).",
          unit: "percentunit", base: "red", thresholds: [[0.5, "yellow"], [0.95, "green"]],
          queries: [range(`${rate(scored)} / ${rate(select("streamae_events_total", ofMonitor))}`, "scored")],
        }),
        numbers("Known entities", { about: "Entities of which this start of the processes has read an event, paged out ones included.", unit: "short", console: "/entities?monitor=${monitor}", queries: [range(`max(${select("streamae_entities_known", ofMonitor)})`, "known")] }),
        numbers("Alerts, in the time shown", { about: "All severities and kinds.", unit: "short", decimals: 0, console: "/alerts?monitor=${monitor}", queries: [instant(increase(select("streamae_alerts_total", ofMonitor)), "alerts")] }),
        numbers("Asked share", {
          about: "Share of usual events that the monitor's threshold lets be anomalous: 1 − quantile, or its tail probability. Nothing where the policy is a budget.",
          unit: "percentunit", decimals: 3, console: "/thresholds?monitor=${monitor}", nothing: "a budget",
          queries: [range(`max(${select("streamae_threshold_false_alarm_rate", ofMonitor)})`, "asked")],
        }),
        numbers("Budget used", {
          about: "Anomalous events a day and entity, against those the budget allows; over the time shown. Over 1: a lower budget was asked than is kept, or the behaviour has changed. Nothing where the policy is no budget.",
          unit: "percentunit", thresholds: [[1, "yellow"], [3, "red"]], nothing: "no budget", console: "/thresholds?monitor=${monitor}",
          queries: [instant(`(86400 * sum(rate(${anomalous}[$__range])) / max(${select("streamae_entities_known", ofMonitor)})) / max(${select("streamae_threshold_budget_per_day", ofMonitor)})`, "used")],
        }),
      ],
    },
    {
      title: "Events",
      panels: [
        curves("Events by verdict", {
          about: "scored; unscored, there was no model yet; sparse, too many values were missing; rejected, such as rows that came too late. Many sparse ones: a sensor or a field is gone; many rejected: look at the source's order and clocks.",
          unit: "eps", stack: true, console: "/sources",
          queries: [range(rate(select("streamae_events_total", ofMonitor), "streamae_verdict"), "{{streamae_verdict}}")],
        }),
        curves("Events by what marks their verdict", {
          about: "provisional: the cohort's model judged; imputed: values were filled in; silence: an entity had been away; maintenance: judged, not alerted; drifted, stuck, late, and so on. One event may have several marks.",
          unit: "eps", logarithmic: true,
          queries: [range(`${rate(select("streamae_events_marked_total", ofMonitor), "streamae_mark")} > 0`, "{{streamae_mark}}")],
        }),
        curves("Records that wait, by partition", {
          about: "What the source has and was not read. One partition alone: its owner is slow or away; all: more comes than is judged.",
          unit: "short", min: 0, console: "/sources",
          queries: [range(total(select("streamae_source_lag", ofMonitor), "streamae_source"), "{{streamae_source}}")],
        }),
        curves("Latency from taking in to durable verdict", {
          about: "One measurement a poll, of its first event. Dots are traces.",
          unit: "s", logarithmic: true,
          queries: percentiles("streamae_event_latency_seconds", ofMonitor),
        }),
        heatmap("Latency, all polls", {
          about: "Where most polls lie, and whether there are two kinds of them, such as polls that waited for a training.",
          unit: "s",
          queries: [buckets("streamae_event_latency_seconds", ofMonitor)],
        }),
        curves("Age of events at their verdict", {
          about: "From an event's own time to its durable verdict. Large while a history is read, and in the demo, whose time is simulated; else what operators feel as delay, the source's own included.",
          unit: "s", logarithmic: true,
          queries: percentiles("streamae_event_age_seconds", ofMonitor),
        }),
      ],
    },
    {
      title: "Alerts",
      panels: [
        curves("Alerts by severity", {
          about: "A minute. Critical ones first.",
          unit: "suffix: /min", stack: true, min: 0, console: "/alerts?monitor=${monitor}",
          queries: [range(`60 * ${rate(select("streamae_alerts_total", ofMonitor), "streamae_severity")}`, "{{streamae_severity}}")],
        }),
        bars("Alerts by kind, in the time shown", {
          about: "score: rows out of the ordinary; silence: no events; shift: a lasting change of level; stuck: a sensor repeats itself; late: rows come late. Each kind asks for another remedy.",
          unit: "short", min: 0, decimals: 0, console: "/alerts?monitor=${monitor}",
          queries: [instant(increase(select("streamae_alerts_total", ofMonitor), "streamae_kind"), "{{streamae_kind}}")],
        }),
        curves("What operators asked", {
          about: "Feedback, trainings, rollbacks and so on as entities take them up, a minute. Refused ones: the entity or version was gone; Audit in the console says why.",
          unit: "suffix: /min", min: 0, console: "/audit?monitor=${monitor}",
          queries: [range(`60 * ${rate(select("streamae_requests_total", ofMonitor), "streamae_outcome")}`, "{{streamae_outcome}}")],
        }),
      ],
    },
    {
      title: "Is the calibration right?",
      panels: [
        curves("Improbable events against the ideal", {
          about: "Share of scored events at least as improbable as 10⁻ˢ, beside 10⁻ˢ itself. On the dashed line calibration holds; above it at all s: behaviour has drifted, train again; above it for high s alone: true anomalies.",
          unit: "percentunit", logarithmic: true, width: 12, height: 9,
          queries: [
            range(`${rate(select("streamae_events_improbable_total", ofMonitor), "streamae_surprise")} / on () group_left () ${rate(scored)} > 0`, "s ≥ {{streamae_surprise}}"),
            ...[2, 4].map((s) => range(`vector(1e-${s})`, `ideal for s = ${s}`)),
          ],
        }),
        bars("Share at least so improbable, times 10ˢ", {
          about: "Over the time shown: 1 is ideal at each s. 10 at s = 4 means ten times as many events as calibration promises.",
          unit: "suffix: ×", thresholds: [[3, "yellow"], [10, "red"]], min: 0, width: 6, height: 9, console: "/thresholds?monitor=${monitor}",
          queries: decades.map((s) => instant(`1e${s} * ${increase(select("streamae_events_improbable_total", ofMonitor, `streamae_surprise="${s}"`))} / ${increase(scored)}`, `s ≥ ${s}`)),
        }),
        curves("Anomalous events, realised and asked", {
          about: "Share of scored events above their threshold, beside the share that is asked for. Realised contains true anomalies; a factor of ten for hours is a drift, a bad source or a threshold that does not fit.",
          unit: "percentunit", logarithmic: true, width: 6, height: 9, console: "/thresholds?monitor=${monitor}",
          queries: [
            range(`${rate(anomalous)} / ${rate(scored)} > 0`, "realised"),
            range(`max(${select("streamae_threshold_false_alarm_rate", ofMonitor)})`, "asked"),
          ],
        }),
      ],
    },
    {
      title: "Change",
      panels: [
        curves("Drift signals", {
          about: "Lasting changes of entities' behaviour that were found, an hour; each asks for a training. Many entities at once: the process or the source has changed, not they.",
          unit: "suffix: /h", min: 0, console: "/models?monitor=${monitor}",
          queries: [range(`3600 * ${rate(select("streamae_drift_signals_total", ofMonitor))}`, "signals")],
        }),
        curves("Changes of thresholds", {
          about: "Overrides by operators that came into force or ended, in the last hour at each instant. The console shows who and why.",
          unit: "short", min: 0, console: "/audit?monitor=${monitor}",
          queries: [range(`sum(increase(${select("streamae_threshold_changes_total", ofMonitor)}[1h]))`, "changes in an hour")],
        }),
        curves("Dead letters, of all monitors", {
          about: "Records that could not be taken in, a minute, by reason. They are told with their place in the console and go to the dead-letter topic where one is set.",
          unit: "suffix: /min", min: 0, console: "/sources",
          queries: [range(`60 * ${rate(select("streamae_dead_letters_total", ofProcess), "streamae_reason")}`, "{{streamae_reason}}")],
        }),
      ],
    },
  ],
});
