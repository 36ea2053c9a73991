import { dashboard } from "../parts/dashboard.js";
import { bars, curves, numbers } from "../parts/panel.js";
import { increase, instant, ofMonitor, ofProcess, percentiles, quantile, range, rate, select, total } from "../parts/query.js";

/** The page that hangs on the wall: is all well, and if not, where to look. */
export const overview = dashboard({
  uid: "streamae-overview",
  title: "StreamAe: overview",
  about: "Is all well? One line of states, then the golden signals, then what was found. From here to the monitor, the pipeline or the models.",
  tags: ["overview"],
  console: "/",
  sections: [
    {
      title: "State",
      panels: [
        numbers("Processes up", {
          about: "Processes that answer, of those that are scraped. A missing one holds up its partitions, or all of them where it is the only one: look at its log and at /health/ready.",
          unit: "none", base: "red", thresholds: [[1, "green"]],
          queries: [range(`sum(up{${ofProcess}})`, "up")],
        }),
        numbers("Monitors running", {
          about: "1 while a monitor's sources are read or have come to their end. 0 for longer than a start takes: the store or a source does not answer; /health/ready says which.",
          unit: "none", base: "red", thresholds: [[1, "green"]], words: { "0": "starting", "1": "running" }, console: "/sources",
          queries: [range(`min by (streamae_monitor) (${select("streamae_monitor_running", ofMonitor)})`, "{{streamae_monitor}}")],
        }),
        numbers("Sources up", {
          about: "0 where nothing can come from a source, such as a broker that is away. Judging goes on by itself when it is back; nothing is lost meanwhile as long as the broker keeps it.",
          unit: "none", base: "red", thresholds: [[1, "green"]], words: { "0": "down", "1": "up" }, console: "/sources",
          queries: [range(`min by (streamae_monitor) (${select("streamae_source_up", ofMonitor)})`, "{{streamae_monitor}}")],
        }),
        numbers("Sinks up", {
          about: "0 since a sink's last failure until its next success. Alerts wait in the store, in order, and are sent again; other sinks are not held up.",
          unit: "none", base: "red", thresholds: [[1, "green"]], words: { "0": "failing", "1": "up" }, console: "/sources",
          queries: [range(`min by (streamae_sink) (${select("streamae_sink_up", ofProcess)})`, "{{streamae_sink}}")],
        }),
        numbers("Behind", {
          about: "How long the present rate of judging needs for what waits in the sources. Above minutes and rising: see Pipeline for the stage that is slow, Capacity for the processor.",
          unit: "s", thresholds: [[30, "yellow"], [300, "red"]], nothing: "not told",
          queries: [range(`sum(${select("streamae_source_lag", ofMonitor)}) / sum(rate(${select("streamae_events_total", ofMonitor)}[$__rate_interval]))`, "behind")],
        }),
        numbers("Latency, p99", {
          about: "From an event's taking in to its durable verdict, of 99 in 100 polls. Seconds while a cohort's model is trained are usual on few cores.",
          unit: "s", thresholds: [[5, "yellow"], [30, "red"]],
          queries: [range(quantile(0.99, "streamae_event_latency_seconds", ofMonitor), "p99")],
        }),
      ],
    },
    {
      title: "Golden signals",
      panels: [
        curves("Events", {
          about: "Events with a durable verdict, a second, by monitor. A step down with a lag that rises is a stall; a step down without one is a quiet source.",
          unit: "eps", stack: true, console: "/",
          queries: [range(rate(select("streamae_events_total", ofMonitor), "streamae_monitor"), "{{streamae_monitor}}")],
        }),
        curves("Latency from taking in to durable verdict", {
          about: "One measurement a poll, of its first event. Dots are traces of single polls. Where p99 leaves the median: the stages on the Pipeline dashboard say whether it is judging, waiting or the store.",
          unit: "s", logarithmic: true,
          queries: percentiles("streamae_event_latency_seconds", ofMonitor),
        }),
        curves("Errors", {
          about: "Dead letters, refused transactions and sinks that failed, a minute. Anything but zero deserves a look: Sources in the console shows the records and the reasons.",
          unit: "suffix: /min", thresholds: [[1, "red"]], console: "/sources", min: 0,
          queries: [
            range(`60 * ${rate(select("streamae_dead_letters_total", ofProcess))}`, "dead letters"),
            range(`60 * ${rate(select("streamae_commit_failures_total", ofProcess))}`, "refused transactions"),
            range(`60 * ${rate(select("streamae_sink_failures_total", ofProcess))}`, "failed sends"),
          ],
        }),
      ],
    },
    {
      title: "What was found",
      panels: [
        curves("Alerts by severity", {
          about: "Alerts raised a minute. A storm over many entities is usually the source or the weather, not the machines: Incidents in the console groups them.",
          unit: "suffix: /min", stack: true, console: "/alerts", min: 0,
          queries: [range(`60 * ${rate(select("streamae_alerts_total", ofMonitor), "streamae_severity")}`, "{{streamae_severity}}")],
        }),
        bars("Alerts by monitor, in the time shown", {
          about: "Where the work of operators comes from. One that leads by far: compare its realised with its asked rate on the Monitor dashboard, then look at its threshold.",
          unit: "short", console: "/alerts", min: 0, decimals: 0,
          queries: [instant(increase(select("streamae_alerts_total", ofMonitor), "streamae_monitor"), "{{streamae_monitor}}")],
        }),
        bars("Anomalous events, of those asked for", {
          about: "Realised share of anomalous events against the share that the threshold lets through, over the time shown: 1 is as asked. Above it there are true anomalies, a drift, or a threshold that does not fit; the Monitor dashboard tells them apart.",
          unit: "suffix: ×", thresholds: [[3, "yellow"], [10, "red"]], console: "/thresholds", min: 0,
          queries: [
            instant(
              `(${increase(select("streamae_events_marked_total", ofMonitor, `streamae_mark="anomalous"`), "streamae_monitor")} / ${increase(select("streamae_events_total", ofMonitor, `streamae_verdict="scored"`), "streamae_monitor")}) / max by (streamae_monitor) (${select("streamae_threshold_false_alarm_rate", ofMonitor)})`,
              "{{streamae_monitor}}",
            ),
          ],
        }),
      ],
    },
    {
      title: "Models",
      panels: [
        curves("Models promoted", {
          about: "Models that came into use, a minute, own ones and the cohort's. None for days while trainings end: they are not better than what is in use, which is well; see Models.",
          unit: "suffix: /min", min: 0, console: "/models",
          queries: [range(`60 * ${rate(select("streamae_models_promoted_total", ofMonitor), "streamae_monitor", "streamae_origin")}`, "{{streamae_monitor}}, {{streamae_origin}}")],
        }),
        curves("Trainings that wait", {
          about: "For a worker. Peaks after a start and at midnight of event time are usual; one that never comes down needs more workers or fewer trainings.",
          unit: "short", min: 0,
          queries: [range(total(select("streamae_training_backlog", ofMonitor), "streamae_monitor"), "{{streamae_monitor}}")],
        }),
        curves("Entities in memory", {
          about: "Entities whose models are in the memory of these processes. Where a memory limit is set, those without an event for longest are paged out.",
          unit: "short", min: 0, stack: true, console: "/entities",
          queries: [range(total(select("streamae_entities_resident", ofMonitor), "streamae_monitor"), "{{streamae_monitor}}")],
        }),
      ],
    },
  ],
});
