import { dashboard } from "../parts/dashboard.js";
import { curves, numbers } from "../parts/panel.js";
import { mean, ofMonitor, ofProcess, quantile, range, rate, select, total } from "../parts/query.js";

/** Silos of Orleans: who is there, who has which entities, what goes over the network. */
export const cluster = dashboard({
  uid: "streamae-cluster",
  title: "StreamAe: cluster",
  about: "A cluster of Orleans silos: its members, how entities are spread, how many calls leave a machine. Empty on the local runtime.",
  tags: ["cluster"],
  console: "/",
  sections: [
    {
      title: "Members",
      panels: [
        numbers("Members", {
          about: "Processes at work for the cluster, as they know it themselves. Fewer than are deployed: a silo is starting, draining or cut off; the log of the others says whom they suspect.",
          unit: "none", nothing: "no cluster", height: 8,
          queries: [range(`max(${select("streamae_cluster_members", ofProcess)})`, "members")],
        }),
        numbers("Disagreement", {
          about: "Difference between the largest and the smallest number of members that processes know. Not 0 for more than a minute: the network between some of them is cut.",
          unit: "none", thresholds: [[1, "red"]], nothing: "no cluster", height: 8,
          queries: [range(`max(${select("streamae_cluster_members", ofProcess)}) - min(${select("streamae_cluster_members", ofProcess)})`, "difference")],
        }),
        curves("Members, as each process knows", {
          about: "Steps down and up again are deployments.",
          unit: "none", min: 0, width: 8,
          queries: [range(select("streamae_cluster_members", ofProcess), "{{instance}}")],
        }),
        curves("Entities by process", {
          about: "Should be about equal. A silo that has joined gets its share as entities come anew; one that keeps little has no partitions.",
          unit: "short", min: 0, stack: true, width: 8,
          queries: [range(total(select("streamae_entities_resident", ofMonitor), "instance"), "{{instance}}")],
        }),
      ],
    },
    {
      title: "Calls",
      panels: [
        curves("Calls to entities' grains", {
          about: "A second, local and remote, one an entity and poll. Remote ones go over the network.",
          unit: "ops", stack: true,
          queries: [range(rate(select("streamae_cluster_grain_calls_total", ofMonitor), "streamae_location"), "{{streamae_location}}")],
        }),
        curves("Share of remote calls", {
          about: "With n silos 1 − 1/n where nothing places entities beside their partition; much less once they have moved there.",
          unit: "percentunit", min: 0, max: 1,
          queries: [
            range(
              `sum by (streamae_monitor) (rate(${select("streamae_cluster_grain_calls_total", ofMonitor, `streamae_location="remote"`)}[$__rate_interval])) / ${rate(select("streamae_cluster_grain_calls_total", ofMonitor), "streamae_monitor")}`,
              "{{streamae_monitor}}",
            ),
          ],
        }),
        curves("Time of a grain call, p95", {
          about: "As Orleans measures it, waiting for the grain's turn included. Its buckets are coarse: what is below 5 ms is not told apart.",
          unit: "ms", logarithmic: true,
          queries: [range(quantile(0.95, "orleans_app_requests_latency_milliseconds", ofProcess, "instance"), "{{instance}}")],
        }),
      ],
    },
    {
      title: "Moves",
      panels: [
        curves("Entities that arrive and leave", {
          about: "A second. Waves are a silo that comes or goes, or partitions that are given to another; without an end they are a memory limit that is too small.",
          unit: "ops", min: 0,
          queries: [range(rate(select("streamae_entities_moved_total", ofMonitor), "instance", "streamae_outcome"), "{{instance}}, {{streamae_outcome}}")],
        }),
        curves("Grains", {
          about: "Activations of Orleans by process, its own ones included.",
          unit: "short", min: 0,
          queries: [range(total(select("orleans_catalog_activations", ofProcess), "instance"), "{{instance}}")],
        }),
        curves("Time to activate a grain", {
          about: "Mean: an entity that comes back is read from the store.",
          unit: "ms", min: 0,
          queries: [range(mean("orleans_catalog_activation_latency_milliseconds", ofProcess, "instance"), "{{instance}}")],
        }),
      ],
    },
    {
      title: "Between silos",
      panels: [
        curves("Messages sent", {
          about: "A second, to grains of this very silo and in all.",
          unit: "ops", min: 0,
          queries: [
            range(rate(select("orleans_messaging_sent_local_total", ofProcess), "instance"), "{{instance}}, local"),
            range(rate(select("orleans_messaging_processing_dispatcher_received_total", ofProcess), "instance"), "{{instance}}, received"),
          ],
        }),
        curves("Forwarded messages", {
          about: "A second: calls to a grain that had moved. High only while entities move.",
          unit: "ops", min: 0,
          queries: [range(rate(select("orleans_messaging_processing_dispatcher_forwarded_total", ofProcess), "instance"), "{{instance}}")],
        }),
        curves("Share of the ring", {
          about: "Percent of the directory that each silo keeps. They sum up to 100 once members agree.",
          unit: "percent", min: 0,
          queries: [range(select("orleans_consistent_ring_range_percentage_local", ofProcess), "{{instance}}")],
        }),
      ],
    },
  ],
});
