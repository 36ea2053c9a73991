import { dashboard } from "../parts/dashboard.js";
import { bars, curves, heatmap, numbers } from "../parts/panel.js";
import { buckets, instant, ofMonitor, ofProcess, quantile, range, rate, select, total } from "../parts/query.js";

const cpu = rate(select("dotnet_process_cpu_time_seconds_total", ofProcess), "instance");
const cores = `max by (instance) (${select("dotnet_process_cpu_count", ofProcess)})`;
const used = select("streamae_memory_used_bytes", ofMonitor);
const limit = select("streamae_memory_limit_bytes", ofMonitor);

/** What there is and what is used of it: processor, memory, GPU, threads, HTTP. */
export const capacity = dashboard({
  uid: "streamae-capacity",
  title: "StreamAe: capacity",
  about: "What is used of what there is: processor, memory of entities against its limit, .NET, GPU, HTTP. streamae plan says beforehand what a monitor will need.",
  tags: ["capacity"],
  console: "/",
  sections: [
    {
      title: "How much is left?",
      panels: [
        numbers("Processor", {
          about: "Share of the cores that .NET may use. Over 80 % for long: no room for trainings and for catching up.",
          unit: "percentunit", thresholds: [[0.8, "yellow"], [0.95, "red"]], min: 0, max: 1,
          queries: [range(`${cpu} / ${cores}`, "{{instance}}")],
        }),
        numbers("Events for a core", {
          about: "Events a second over the cores in use, trainings included: with it, what another stream will need can be reckoned.",
          unit: "short",
          queries: [range(`sum(rate(${select("streamae_events_total", ofMonitor)}[$__rate_interval])) / sum(rate(${select("dotnet_process_cpu_time_seconds_total", ofProcess)}[$__rate_interval]))`, "events")],
        }),
        numbers("Memory, of its limit", {
          about: "Of entities. Near 1 they leave memory for the store and come back with their next event: well while few move, slow while many do (Entities that arrive and leave).",
          unit: "percentunit", thresholds: [[0.9, "yellow"], [0.98, "red"]], nothing: "no limit",
          queries: [range(`sum by (streamae_monitor) (${used}) / sum by (streamae_monitor) (${limit})`, "{{streamae_monitor}}")],
        }),
        numbers("Bytes an entity", { about: "Of memory, by monitor: model, rows, objects. Compare with streamae plan.", unit: "bytes", queries: [range(`sum by (streamae_monitor) (${used}) / sum by (streamae_monitor) (${select("streamae_entities_resident", ofMonitor)})`, "{{streamae_monitor}}")] }),
        numbers("In memory, of known", {
          about: "Share of the entities of this start that are in memory.",
          unit: "percentunit", max: 1, min: 0,
          queries: [range(`sum(${select("streamae_entities_resident", ofMonitor)}) / sum(${select("streamae_entities_known", ofMonitor)})`, "resident")],
        }),
        numbers("GC pauses", {
          about: "Share of time that the process stood still for garbage collection. Over 5 %: memory is too small, or polls are too large.",
          unit: "percentunit", thresholds: [[0.02, "yellow"], [0.05, "red"]],
          queries: [range(rate(select("dotnet_gc_pause_time_seconds_total", ofProcess), "instance"), "{{instance}}")],
        }),
      ],
    },
    {
      title: "Entities and memory",
      panels: [
        curves("Entities, resident and known", {
          about: "resident are in memory; known have had an event since the start. Known without an end: keys that are made anew, such as sessions, which need an end of their own.",
          unit: "short", min: 0,
          queries: [
            range(total(select("streamae_entities_resident", ofMonitor), "streamae_monitor"), "{{streamae_monitor}}, resident"),
            range(`max by (streamae_monitor) (${select("streamae_entities_known", ofMonitor)})`, "{{streamae_monitor}}, known"),
          ],
        }),
        curves("Memory of entities and its limit", {
          about: "Models' slots, rows and objects. The limit is runtime.memory; without one there is no second curve.",
          unit: "bytes", min: 0,
          queries: [
            range(`sum by (streamae_monitor) (${used})`, "{{streamae_monitor}}, used"),
            range(`sum by (streamae_monitor) (${limit})`, "{{streamae_monitor}}, limit"),
          ],
        }),
        curves("Entities that arrive and leave", {
          about: "A second. Both high: more entities have events than fit; raise runtime.memory or add a process.",
          unit: "ops", min: 0,
          queries: [range(rate(select("streamae_entities_moved_total", ofMonitor), "streamae_monitor", "streamae_outcome"), "{{streamae_monitor}}, {{streamae_outcome}}")],
        }),
      ],
    },
    {
      title: "Process",
      panels: [
        curves("Cores in use", {
          about: "User and system time.",
          unit: "suffix: cores", min: 0, stack: true,
          queries: [range(rate(select("dotnet_process_cpu_time_seconds_total", ofProcess), "instance", "cpu_mode"), "{{instance}}, {{cpu_mode}}")],
        }),
        curves("Memory of the process", {
          about: "Working set: what the kernel counts, entities, .NET's heap and native libraries together. GC heap: objects after the last collection.",
          unit: "bytes", min: 0,
          queries: [
            range(select("dotnet_process_memory_working_set_bytes", ofProcess), "{{instance}}, working set"),
            range(total(select("dotnet_gc_last_collection_heap_size_bytes", ofProcess), "instance"), "{{instance}}, GC heap"),
          ],
        }),
        curves("Garbage collections", {
          about: "A minute, by generation. gen2 often: memory is short, or large objects come and go.",
          unit: "suffix: /min", min: 0,
          queries: [range(`60 * ${rate(select("dotnet_gc_collections_total", ofProcess), "gc_heap_generation")}`, "{{gc_heap_generation}}")],
        }),
        curves("Allocated", { about: "Bytes a second. Judging itself allocates next to nothing: what is seen comes from decoding, trainings and the API.", unit: "Bps", min: 0, queries: [range(rate(select("dotnet_gc_heap_total_allocated_bytes_total", ofProcess), "instance"), "{{instance}}")] }),
        curves("Thread pool", {
          about: "Work that waits and threads. A queue that stays: threads are blocked; a dump says by what.",
          unit: "short", min: 0,
          queries: [
            range(total(select("dotnet_thread_pool_queue_length_total", ofProcess), "instance"), "{{instance}}, queue"),
            range(total(select("dotnet_thread_pool_thread_count_total", ofProcess), "instance"), "{{instance}}, threads"),
          ],
        }),
        curves("Exceptions and lock contention", {
          about: "A second. Exceptions that are part of usual work are rare here; a rate that stays has its reason in the log.",
          unit: "ops", min: 0,
          queries: [
            range(rate(select("dotnet_exceptions_total", ofProcess), "error_type"), "{{error_type}}"),
            range(rate(select("dotnet_monitor_lock_contentions_total", ofProcess)), "lock contention"),
          ],
        }),
      ],
    },
    {
      title: "HTTP: API, console, health",
      panels: [
        curves("Requests by route", {
          about: "A second, by route and answer.",
          unit: "reqps", min: 0,
          queries: [range(rate(select("http_server_request_duration_seconds_count", ofProcess), "http_route", "http_response_status_code"), "{{http_route}} {{http_response_status_code}}")],
        }),
        curves("Time of a request, p95", {
          about: "By route. Previews of thresholds read stored scores: seconds are usual there.",
          unit: "s", logarithmic: true,
          queries: [{ ...range(quantile(0.95, "http_server_request_duration_seconds", ofProcess, "http_route"), "{{http_route}}"), exemplars: true }],
        }),
        heatmap("Time of requests, all", { about: "All routes together.", unit: "s", queries: [buckets("http_server_request_duration_seconds", ofProcess)] }),
        bars("Errors of the API, share", {
          about: "Answers of 500 and above, in the last hour. The log has each with its trace.",
          unit: "percentunit", thresholds: [[0.001, "yellow"], [0.01, "red"]], min: 0, max: 1, height: 5,
          queries: [
            instant(
              `(sum(increase(${select("http_server_request_duration_seconds_count", ofProcess, `http_response_status_code=~"5.."`)}[1h])) or vector(0)) / sum(increase(${select("http_server_request_duration_seconds_count", ofProcess)}[1h]))`,
              "errors",
            ),
          ],
        }),
        curves("Connections", {
          about: "Open ones, such as consoles that listen, and those that wait to be taken.",
          unit: "short", min: 0, height: 5,
          queries: [
            range(total(select("kestrel_active_connections", ofProcess), "instance"), "{{instance}}, active"),
            range(total(select("kestrel_queued_connections", ofProcess), "instance"), "{{instance}}, queued"),
          ],
        }),
        curves("Requests under way", { about: "At this moment; streams of live events stay open.", unit: "short", min: 0, height: 5, queries: [range(total(select("http_server_active_requests", ofProcess), "instance"), "{{instance}}")] }),
      ],
    },
    {
      title: "GPU, where one scores",
      panels: [
        curves("Rows scored on the device", {
          about: "A second, and kernels launched for them. Nothing where no device is used.",
          unit: "rowsps", min: 0, width: 6,
          queries: [
            range(rate(select("streamae_gpu_rows_total", ofProcess), "instance"), "{{instance}}, rows"),
            range(rate(select("streamae_gpu_launches_total", ofProcess), "instance"), "{{instance}}, launches"),
          ],
        }),
        curves("Rows of a batch and occupancy", {
          about: "Rows of a call; and the share of a multiprocessor's threads that the last launch could fill. Low: polls are too small for the device.",
          unit: "short", min: 0, width: 6,
          queries: [
            range(`${rate(select("streamae_gpu_rows_total", ofProcess), "instance")} / ${rate(select("streamae_gpu_batches_total", ofProcess), "instance")}`, "{{instance}}, rows"),
            range(`100 * ${select("streamae_gpu_occupancy", ofProcess)}`, "{{instance}}, occupancy in %"),
          ],
        }),
        curves("Models on the device", {
          about: "Memory for models, and bytes a second that are copied there. Copies without an end: more models are in use than the device holds.",
          unit: "bytes", min: 0, width: 6,
          queries: [
            range(select("streamae_gpu_model_resident_bytes", ofProcess), "{{instance}}, resident"),
            range(rate(select("streamae_gpu_model_copied_bytes_total", ofProcess), "instance"), "{{instance}}, copied a second"),
            range(rate(select("streamae_gpu_model_copies_total", ofProcess), "instance"), "{{instance}}, models copied a second"),
          ],
        }),
        curves("Waiting and failures", {
          about: "Share of time that calls waited for other calls, and failures in the last hour. After a failure the processor scores in the device's place: docs/gpu.md.",
          unit: "short", min: 0, width: 6,
          queries: [
            range(rate(select("streamae_gpu_queue_time_seconds_total", ofProcess), "instance"), "{{instance}}, waiting"),
            range(`sum by (instance) (increase(${select("streamae_gpu_failures_total", ofProcess)}[1h]))`, "{{instance}}, failures in an hour"),
          ],
        }),
      ],
    },
  ],
});
