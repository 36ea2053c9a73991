import { dashboard } from "../parts/dashboard.js";
import { bars, curves, heatmap, numbers } from "../parts/panel.js";
import { buckets, increase, instant, ofMonitor, quantile, range, rate, select, total } from "../parts/query.js";

const trainings = select("streamae_trainings_total", ofMonitor);
const promoted = select("streamae_trainings_total", ofMonitor, `streamae_outcome="promoted"`);

/** Trainings, promotions, ages, drift. */
export const models = dashboard({
  uid: "streamae-models",
  title: "StreamAe: models and retraining",
  about: "How models are trained, which come into use, how old those in use are, and what asks for new ones.",
  tags: ["models"],
  console: "/models",
  sections: [
    {
      title: "In the time shown",
      panels: [
        numbers("Trainings", { about: "Trainings that ended, however.", unit: "short", decimals: 0, queries: [instant(increase(trainings), "trainings")] }),
        numbers("Promotion rate", {
          about: "Share of trainings whose model was better on rows kept out of fitting and came into use. High after a start; later a low one is well: behaviour is stable. Zero together with drift: look at the trainings' reasons in the console.",
          unit: "percentunit", console: "/models",
          queries: [instant(`${increase(promoted)} / ${increase(trainings)}`, "promoted")],
        }),
        numbers("Failed or diverged", {
          about: "Trainings that ended without a usable model. The entity keeps the model it has. Some at once: a feature has gone wild, or the learning rate is too high for it; the log and Models in the console name them.",
          unit: "short", decimals: 0, thresholds: [[1, "yellow"], [10, "red"]], console: "/models",
          queries: [instant(increase(select("streamae_trainings_total", ofMonitor, `streamae_outcome=~"failed|diverged"`)), "failed")],
        }),
        numbers("Waiting now", {
          about: "Trainings that wait for a worker.",
          unit: "short", thresholds: [[1000, "yellow"]],
          queries: [range(total(select("streamae_training_backlog", ofMonitor)), "waiting")],
        }),
        numbers("Median model age", {
          about: "From the newest row a model learned from to the event it judges, in event time. Much more than training.every says: trainings do not end, or are not better.",
          unit: "s", nothing: "no own models",
          queries: [range(quantile(0.5, "streamae_model_age_seconds", ofMonitor), "age")],
        }),
        numbers("Drift signals", { about: "Lasting changes that were found, each of which asks for a training.", unit: "short", decimals: 0, queries: [instant(increase(select("streamae_drift_signals_total", ofMonitor)), "signals")] }),
      ],
    },
    {
      title: "Trainings",
      panels: [
        curves("Trainings by outcome", {
          about: "A minute. promoted; not_better than the model in use; too_few_rows; diverged; failed; superseded by a newer request. not_better is no error.",
          unit: "suffix: /min", stack: true, min: 0, console: "/models", width: 12,
          queries: [range(`60 * ${rate(trainings, "streamae_outcome")}`, "{{streamae_outcome}}")],
        }),
        curves("Time of a training, p95", {
          about: "By outcome; pauses for its share of the processor included, and for models that are trained together, the whole call. Longer while events are many is by design: training gives way.",
          unit: "s", logarithmic: true, width: 12,
          queries: [range(quantile(0.95, "streamae_training_duration_seconds", ofMonitor, "streamae_outcome"), "{{streamae_outcome}}")],
        }),
        curves("Trainings that wait", {
          about: "For a worker, by monitor. One that never comes down: more training workers, a longer training.every, or training.groups.",
          unit: "short", min: 0,
          queries: [range(total(select("streamae_training_backlog", ofMonitor), "streamae_monitor"), "{{streamae_monitor}}")],
        }),
        bars("Outcomes, in the time shown", {
          about: "How trainings ended.",
          unit: "short", min: 0, decimals: 0,
          queries: [instant(increase(trainings, "streamae_outcome"), "{{streamae_outcome}}")],
        }),
        curves("Promotion rate", {
          about: "Share of trainings that came into use, by monitor.",
          unit: "percentunit", min: 0, max: 1,
          queries: [range(`${rate(promoted, "streamae_monitor")} / ${rate(trainings, "streamae_monitor")}`, "{{streamae_monitor}}")],
        }),
      ],
    },
    {
      title: "Models in use",
      panels: [
        curves("Models promoted", {
          about: "A minute, by whose rows they learned from. The marks on other panels are these.",
          unit: "suffix: /min", min: 0, console: "/models",
          queries: [range(`60 * ${rate(select("streamae_models_promoted_total", ofMonitor), "streamae_monitor", "streamae_origin")}`, "{{streamae_monitor}}, {{streamae_origin}}")],
        }),
        curves("Model age", {
          about: "Event time from the newest row a model learned from to the event it judges; of entities with a model of their own.",
          unit: "s", logarithmic: true,
          queries: [
            range(quantile(0.5, "streamae_model_age_seconds", ofMonitor, "streamae_monitor"), "{{streamae_monitor}}, median"),
            range(quantile(0.95, "streamae_model_age_seconds", ofMonitor, "streamae_monitor"), "{{streamae_monitor}}, p95"),
          ],
        }),
        heatmap("Model age, all", { about: "A band that climbs and falls with each round of trainings is healthy; one that only climbs is not.", unit: "s", queries: [buckets("streamae_model_age_seconds", ofMonitor)] }),
        curves("Judged by the cohort's model", {
          about: "Share of scored events whose entity has no model of its own yet (provisional). Falls as entities get their own; 0 where the monitor means to keep one model for all.",
          unit: "percentunit", min: 0, max: 1,
          queries: [
            range(
              `${rate(select("streamae_events_marked_total", ofMonitor, `streamae_mark="provisional"`), "streamae_monitor")} / ${rate(select("streamae_events_total", ofMonitor, `streamae_verdict="scored"`), "streamae_monitor")}`,
              "{{streamae_monitor}}",
            ),
          ],
        }),
        curves("Drift signals", {
          about: "An hour, by monitor. Signals without promotions after them: the new behaviour is not learnt; look at the entity's trainings.",
          unit: "suffix: /h", min: 0,
          queries: [range(`3600 * ${rate(select("streamae_drift_signals_total", ofMonitor), "streamae_monitor")}`, "{{streamae_monitor}}")],
        }),
        curves("Requests by operators", {
          about: "Feedback, trainings, rollbacks, promotions as entities took them up, a minute.",
          unit: "suffix: /min", min: 0, console: "/audit",
          queries: [range(`60 * ${rate(select("streamae_requests_total", ofMonitor), "streamae_monitor", "streamae_outcome")}`, "{{streamae_monitor}}, {{streamae_outcome}}")],
        }),
      ],
    },
  ],
});
