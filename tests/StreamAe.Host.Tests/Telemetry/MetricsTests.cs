using System.Text.RegularExpressions;
using StreamAe.Monitoring.Telemetry;

namespace StreamAe.Host.Tests.Telemetry;

/// <summary>What the running service tells Prometheus and a collector, against rows that are known.</summary>
[Collection(TelemetryCollection.Name)]
public sealed partial class MetricsTests(MeasuredService service) : IClassFixture<MeasuredService>
{
    [Fact]
    public async Task Events_AreCountedByWhatBecameOfThem()
    {
        Scrape scrape = await service.ScrapeAsync();
        double Of(string verdict) => scrape.Value("streamae_events_total", ("streamae_verdict", verdict));
        Assert.Equal((1, 1), (Of("rejected"), Of("sparse")));
        Assert.Equal(MeasuredService.Rows, Of("scored") + Of("unscored") + 2);

        // Each entity is trained once it has 200 rows, before the next is judged.
        Assert.Equal(600, Of("unscored"));
        Assert.Equal(0, scrape.Value("streamae_events_marked_total", ("streamae_mark", "provisional")));
        Assert.All(new[] { "time", "no_values", "late" }, reason => Assert.Equal(1, scrape.Value("streamae_dead_letters_total", ("streamae_reason", reason))));
        Assert.Equal(3, scrape.Sum("streamae_dead_letters_total"));
    }

    [Fact]
    public async Task Alerts_AreCountedWhereTheStoreHasThem()
    {
        Scrape scrape = await service.ScrapeAsync();
        await MeasuredService.WaitForAsync(async () => (await service.ScrapeAsync()).Sum("streamae_outbox_depth") == 0);
        double anomalous = scrape.Value("streamae_events_marked_total", ("streamae_mark", "anomalous"));
        double alerts = scrape.Sum("streamae_alerts_total");
        Assert.InRange(alerts, 1, anomalous);
        await MeasuredService.WaitForAsync(async () =>
            (await service.ScrapeAsync()).Value("streamae_sink_published_total", ("streamae_sink", "log:alerts.jsonl")) == alerts);
        Assert.Equal(1, scrape.Value("streamae_sink_up", ("streamae_sink", "log:alerts.jsonl")));
    }

    [Fact]
    public async Task Surprise_IsCountedAsADistributionThatFalls()
    {
        Scrape scrape = await service.ScrapeAsync();
        double[] atLeast = [.. Enumerable.Range(1, 6).Select(s => scrape.Value("streamae_events_improbable_total", ("streamae_surprise", $"{s}")))];
        Assert.Equal(atLeast.OrderDescending(), atLeast);

        // A tenth of the scored rows, about: calibrated, and on rows as those it learned from.
        double share = atLeast[0] / scrape.Value("streamae_events_total", ("streamae_verdict", "scored"));
        Assert.InRange(share, 0.01, 0.4);
        Assert.True(atLeast[2] >= 1, "The odd row is at least as improbable as one in a thousand.");
        Assert.Equal(0.001, scrape.Value("streamae_threshold_false_alarm_rate"), 1e-9);
    }

    [Fact]
    public async Task Trainings_AreCountedAndTimed()
    {
        Scrape scrape = await service.ScrapeAsync();
        Assert.Equal(3, scrape.Value("streamae_trainings_total", ("streamae_outcome", "promoted")));
        Assert.Equal(3, scrape.Value("streamae_models_promoted_total", ("streamae_origin", "own")));
        Assert.Equal(0, scrape.Value("streamae_models_promoted_total", ("streamae_origin", "cohort")));
        Assert.Equal(3, scrape.Value("streamae_training_duration_seconds_count", ("streamae_outcome", "promoted")));
        Assert.True(scrape.Value("streamae_training_duration_seconds_sum", ("streamae_outcome", "promoted")) > 0);

        // The last rows are 200 minutes after those that were learned from.
        double ages = scrape.Value("streamae_model_age_seconds_count");
        Assert.True(ages >= 1);
        Assert.InRange(scrape.Value("streamae_model_age_seconds_sum") / ages, 60, 200 * 60);
    }

    [Fact]
    public async Task Polls_AreTimedFromTakingInToCommit()
    {
        Scrape scrape = await service.ScrapeAsync();
        double polls = scrape.Value("streamae_poll_events_count");
        Assert.Equal(MeasuredService.Rows, scrape.Value("streamae_poll_events_sum"));
        Assert.Equal(polls, scrape.Value("streamae_event_latency_seconds_count"));
        double[] stages = [.. new[] { "judge", "queue", "commit" }.Select(stage =>
        {
            Assert.Equal(polls, scrape.Value("streamae_poll_duration_seconds_count", ("streamae_stage", stage)));
            return scrape.Value("streamae_poll_duration_seconds_sum", ("streamae_stage", stage));
        })];
        Assert.All(stages, seconds => Assert.True(seconds > 0));
        Assert.Equal(stages.Sum(), scrape.Value("streamae_event_latency_seconds_sum"), 0.01 * polls);

        // The rows are of March; whatever the date, it is later.
        Assert.True(scrape.Value("streamae_event_age_seconds_sum") / polls > 86_400);
        await MeasuredService.WaitForAsync(async () => (await service.ScrapeAsync()).Value("streamae_polls_in_flight") == 0);
    }

    [Fact]
    public async Task Entities_AndTheirMemoryAreThere()
    {
        Scrape scrape = await service.ScrapeAsync();
        Assert.Equal((3, 3), (scrape.Value("streamae_entities_resident"), scrape.Value("streamae_entities_known")));
        Assert.Equal(3, scrape.Value("streamae_entities_moved_total", ("streamae_outcome", "arrived")));
        Assert.InRange(scrape.Value("streamae_memory_used_bytes"), 3000, 10 << 20);
        Assert.Equal(1 << 30, scrape.Value("streamae_memory_limit_bytes"));
        Assert.Equal(1, scrape.Value("streamae_monitor_running"));
        Assert.Equal(1, scrape.Value("streamae_source_up"));
        Assert.Contains(scrape.LabelsOf("streamae_scorer_rows_sum"), l => l["streamae_backend"] == "simd");
    }

    /// <summary>No entity, and nothing else that a fleet makes many of, stands in a label.</summary>
    [Fact]
    public async Task Labels_AreThoseOfTheTableAndFew()
    {
        Scrape scrape = await service.ScrapeAsync();
        Dictionary<string, Metric> known = Metrics.All.ToDictionary(m => m.Name.Replace('.', '_'), StringComparer.Ordinal);
        foreach (string name in scrape.Names.Where(n => n.StartsWith("streamae_", StringComparison.Ordinal) && !n.StartsWith("streamae_gpu", StringComparison.Ordinal)))
        {
            Metric metric = known[Suffix().Replace(name, string.Empty)];
            foreach (IReadOnlyDictionary<string, string> labels in scrape.LabelsOf(name))
            {
                Assert.Equal(metric.Attributes.Select(a => a.Replace('.', '_')).Order(), labels.Keys.Where(k => k != "le").Order());
                Assert.DoesNotContain(labels.Values, v => v is "e0" or "e1" or "e2");
            }

            Assert.InRange(scrape.LabelsOf(name).Count(), 1, 100);
        }
    }

    [Fact]
    public async Task Latencies_ShowTracesForExample()
    {
        Scrape scrape = await service.ScrapeAsync(openMetrics: true);
        Assert.Contains(scrape.Exemplars("streamae_event_latency_seconds_bucket"), e => e.Contains("trace_id=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Health_IsAnsweredAtTheSamePort() =>
        Assert.True((await service.Client.GetAsync("health/live", TestContext.Current.CancellationToken)).IsSuccessStatusCode);

    [GeneratedRegex("(_seconds|_bytes|_per_day)?(_total|_sum|_count|_bucket)?$")]
    private static partial Regex Suffix();
}
