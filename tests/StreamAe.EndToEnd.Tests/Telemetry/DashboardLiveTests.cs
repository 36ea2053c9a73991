using System.Text.Json;
using StreamAe.Monitoring.Telemetry;
using StreamAe.Monitoring.Tests.Telemetry;

namespace StreamAe.EndToEnd.Tests.Telemetry;

/// <summary>Dashboards and rules on services that run, through a real Prometheus.</summary>
public sealed class DashboardLiveTests(MeasuredServices services) : IClassFixture<MeasuredServices>
{
    /// <summary>Series that there cannot be here, with the reason. What they are part of is at least understood by Prometheus.</summary>
    private static readonly (string Series, string Reason)[] NotHere =
    [
        ("streamae_gpu_", "needs a GPU that scores"),
    ];

    private static readonly (string Series, string Reason)[] OfSilos =
    [
        ("streamae_cluster_", "this build has no Orleans"),
        ("orleans_", "this build has no Orleans"),
    ];

    /// <summary>Metrics that no dashboard and no rule shows.</summary>
    private static readonly string[] NotShown = [];

    /// <summary>
    /// Each query of each panel and annotation has an answer of the right type with a number in it, or is one of those that cannot have one
    /// here: and then it has none, so that the list does not grow stale.
    /// </summary>
    [Fact]
    public async Task Panels_AllQueriesOfAllDashboards_AreAnsweredWithNumbers()
    {
        PrometheusServer prometheus = services.Prometheus;

        // What rises must have been seen before.
        Assert.True(await MeasuredServices.WaitUntilAsync(async () =>
            (await prometheus.QueryAsync($"min(streamae_threshold_changes_total{{streamae_monitor=\"{MeasuredServices.Monitor}\"}}) == 0")).HasNumber));
        await services.ChangeAThresholdAsync();
        List<DashboardQuery> open = [.. DashboardFile.All.SelectMany(d => d.Queries)];
        Assert.InRange(open.Count, 100, 1000);
        DashboardQuery[] without = [.. open.Where(q => ReasonOf(q.Expression) is not null)];
        var problems = new List<string>();
        open.RemoveAll(q => without.Contains(q));
        await MeasuredServices.WaitUntilAsync(async () =>
        {
            foreach (DashboardQuery query in open.ToArray())
            {
                if (await ProblemOfAsync(prometheus, query) is not string problem)
                {
                    open.Remove(query);
                }
                else if (problem.StartsWith("error", StringComparison.Ordinal))
                {
                    problems.Add($"{query}: {problem}");
                    open.Remove(query);
                }
            }

            return open.Count == 0;
        });
        problems.AddRange(open.Select(q => $"{q}: no number"));
        foreach (DashboardQuery query in without)
        {
            PrometheusAnswer answer = await prometheus.QueryAsync(query.Substituted(MeasuredServices.Monitor));
            if (answer.Error is not null || answer.HasNumber)
            {
                problems.Add($"{query}: {answer.Error ?? "has an answer, though it is said that it cannot"}");
            }
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    /// <summary>Curves that ask for examples get traces of single polls.</summary>
    [Fact]
    public async Task Panels_OfLatency_HaveExemplars()
    {
        PrometheusServer prometheus = services.Prometheus;
        DashboardQuery[] queries =
            [.. DashboardFile.All.SelectMany(d => d.Queries).Where(q => q.HasExemplars && q.Expression.Contains("streamae_event_latency", StringComparison.Ordinal))];
        Assert.NotEmpty(queries);
        foreach (DashboardQuery query in queries)
        {
            string? trace = null;
            await MeasuredServices.WaitUntilAsync(async () =>
            {
                JsonElement series = await prometheus.ExemplarsAsync(query.Substituted(MeasuredServices.BudgetMonitor));
                trace = series.EnumerateArray().SelectMany(s => s.GetProperty("exemplars").EnumerateArray())
                    .Select(e => e.GetProperty("labels").GetProperty("trace_id").GetString()).FirstOrDefault();
                return trace is not null;
            });
            Assert.True(trace is { Length: 32 }, $"{query}: no example");
        }
    }

    /// <summary>Every rule was evaluated without an error, every recording rule has numbers, and what alerts read is there to be read.</summary>
    [Fact]
    public async Task Rules_All_AreEvaluatedOnSeriesThatAreThere()
    {
        PrometheusServer prometheus = services.Prometheus;
        var problems = new List<string>();
        await MeasuredServices.WaitUntilAsync(async () =>
        {
            problems.Clear();
            HashSet<string> names = await prometheus.NamesAsync();
            foreach (JsonElement rule in await prometheus.RulesAsync())
            {
                string name = rule.GetProperty("name").GetString()!, query = rule.GetProperty("query").GetString()!;
                if (rule.GetProperty("health").GetString() != "ok")
                {
                    problems.Add($"{name} is {rule.GetProperty("health").GetString()}: {(rule.TryGetProperty("lastError", out JsonElement error) ? error.GetString() : "not evaluated")}");
                }
                else if (rule.GetProperty("type").GetString() == "recording" && await prometheus.QueryAsync(name) is not { HasNumber: true, Type: "vector" })
                {
                    problems.Add($"{name} has no numbers");
                }

                bool isHere = ReasonOf(query) is null;
                problems.AddRange(MetricNames.In(query).Where(series => names.Contains(series) != isHere)
                    .Select(series => $"{name}: {series} is {(isHere ? "not there" : "there, though it is said that it cannot be")}"));
            }

            return problems.Count == 0;
        });
        Assert.True(problems.Count == 0, string.Join('\n', problems));
        Assert.InRange((await prometheus.RulesAsync()).Length, 30, 200);
    }

    /// <summary>What dashboards and rules name exists, and what exists is shown.</summary>
    [Fact]
    public async Task Names_OfDashboardsAndRules_AreThoseOfTheMetrics()
    {
        PrometheusServer prometheus = services.Prometheus;
        await MeasuredServices.WaitUntilAsync(async () => (await prometheus.RulesAsync()).All(r => r.GetProperty("health").GetString() == "ok"));
        JsonElement[] rules = await prometheus.RulesAsync();
        HashSet<string> scraped = await prometheus.NamesAsync();
        string[] ours = [.. Metrics.All.Select(PrometheusName.Of)];
        string[] recorded = [.. rules.Select(r => r.GetProperty("name").GetString()!)];
        string[] used =
            [.. DashboardFile.All.SelectMany(d => d.Queries).Select(q => q.Expression).Concat(rules.Select(r => r.GetProperty("query").GetString()!)).SelectMany(MetricNames.In).Distinct()];

        Assert.Equal([], used.Where(name => !(
            scraped.Contains(name) || ours.Contains(name) || ours.Contains(MetricNames.BaseOf(name)) || recorded.Contains(name))));
        Assert.Equal(NotShown, ours.Where(name => !used.Any(u => u == name || MetricNames.BaseOf(u) == name)));

        // The names are those that are really scraped, some of them once entities have models of their own. No device scores here.
        string[] there =
        [
            .. ours.Where(name => (services.HasSilo || !name.StartsWith("streamae_cluster_", StringComparison.Ordinal)) && !name.StartsWith("streamae_gpu_", StringComparison.Ordinal)),
        ];
        string[] missing = there;
        await MeasuredServices.WaitUntilAsync(async () =>
        {
            HashSet<string> now = await prometheus.NamesAsync();
            HashSet<string> bases = [.. now.Select(MetricNames.BaseOf), .. now];
            missing = [.. there.Where(name => !bases.Contains(name))];
            return missing.Length == 0;
        });
        Assert.Equal([], missing);
    }

    /// <summary>Records that cannot be read become an alert, which goes through Alertmanager to where people are told.</summary>
    [Fact]
    public async Task Alert_OfDeadLetters_ArrivesWhereItIsSent()
    {
        PrometheusServer prometheus = services.Prometheus;
        Assert.SkipWhen(services.NoAlertmanager is not null, services.NoAlertmanager ?? "");

        // What rises must have been seen before.
        Assert.True(await MeasuredServices.WaitUntilAsync(async () => (await prometheus.QueryAsync("sum(streamae_dead_letters_total) == 0")).HasNumber));
        services.WriteBadFile();
        JsonElement? arrived = null;
        await MeasuredServices.WaitUntilAsync(() =>
        {
            arrived = services.Receiver.PostedTo("/chat")
                .SelectMany(body => JsonDocument.Parse(body).RootElement.GetProperty("alerts").EnumerateArray())
                .Select(alert => (JsonElement?)alert)
                .FirstOrDefault(alert => alert!.Value.GetProperty("labels").GetProperty("alertname").GetString() == "StreamAeDeadLetters");
            return Task.FromResult(arrived is not null);
        });

        Assert.NotNull(arrived);
        Assert.Equal("firing", arrived.Value.GetProperty("status").GetString());
        Assert.Equal(("warning", "time"), (Label("severity"), Label("streamae_reason")));
        Assert.Equal("Records are refused: time", arrived.Value.GetProperty("annotations").GetProperty("summary").GetString());
        Assert.EndsWith("#streamaedeadletters", arrived.Value.GetProperty("annotations").GetProperty("runbook_url").GetString(), StringComparison.Ordinal);

        string? Label(string name) => arrived.Value.GetProperty("labels").GetProperty(name).GetString();
    }

    /// <summary>What waits in a topic is told by partition, in the demo too.</summary>
    [Fact]
    public async Task Lag_OfTheDemosTopics_IsThere()
    {
        PrometheusServer prometheus = services.Prometheus;
        Assert.True(await MeasuredServices.WaitUntilAsync(async () =>
            (await prometheus.QueryAsync($"streamae_source_lag{{streamae_source=\"{MeasuredServices.Monitor}/0\"}}")).HasNumber));
    }

    /// <summary>What came into a silo's memory and did not leave it is there.</summary>
    [Fact]
    public async Task Entities_OfASilo_AreThoseThatArrivedAndDidNotLeave()
    {
        PrometheusServer prometheus = services.Prometheus;
        OrleansPart.SkipWhereLeftOut();
        const string OnSilos = "and on (instance) streamae_cluster_members";
        const string Missing = $"""
            abs(
              sum by (instance) (streamae_entities_moved_total{"{"}streamae_outcome="arrived"{"}"})
              - sum by (instance) (streamae_entities_moved_total{"{"}streamae_outcome="left"{"}"})
              - sum by (instance) (streamae_entities_resident)
            ) {OnSilos}
            """;

        // One scrape reads one after the other while entities come.
        Assert.True(await MeasuredServices.WaitUntilAsync(async () => (await prometheus.QueryAsync($"sum by (instance) (streamae_entities_resident) > 200 {OnSilos}")).HasNumber));
        Assert.True(await MeasuredServices.WaitUntilAsync(async () => (await prometheus.QueryAsync($"({Missing}) < 10")).HasNumber));
    }

    private static async Task<string?> ProblemOfAsync(PrometheusServer prometheus, DashboardQuery query)
    {
        string? problem = null;

        // The budget is of one monitor, everything else of the others.
        foreach (string monitor in query.Dashboard == "monitor" ? new[] { MeasuredServices.Monitor, MeasuredServices.BudgetMonitor } : [".*"])
        {
            string expression = query.Substituted(monitor);
            PrometheusAnswer answer = query.IsCurve ? await prometheus.QueryRangeAsync(expression) : await prometheus.QueryAsync(expression);
            problem = answer.Error is not null ? $"error: {answer.Error}"
                : answer.Type != (query.IsCurve ? "matrix" : "vector") ? $"error: is a {answer.Type}"
                : answer.HasNumber ? null
                : "no number";
            if (problem is null)
            {
                return null;
            }
        }

        return problem;
    }

    private string? ReasonOf(string expression)
    {
        IEnumerable<(string Series, string Reason)> known = services.HasSilo ? NotHere : NotHere.Concat(OfSilos);
        return MetricNames.In(expression).Select(name => known.FirstOrDefault(k => name.StartsWith(k.Series, StringComparison.Ordinal)).Reason).FirstOrDefault(r => r is not null);
    }
}
