using System.Diagnostics;
using StreamAe.Host.Configuration;
using StreamAe.Host.Telemetry;
using StreamAe.Host.Tests.Configuration;

namespace StreamAe.Host.Tests.Telemetry;

/// <summary>What a collector is sent, and what is said where it takes nothing.</summary>
[Collection(TelemetryCollection.Name)]
public sealed class CollectorTests
{
    [Fact]
    public async Task Collector_IsSentMetricsTracesAndLogsWithItsHeaders()
    {
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "StreamAe",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                lock (spans)
                {
                    spans.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        var service = new MeasuredService();
        await using (service)
        {
            await service.InitializeAsync();
            await service.EndAsync();
            (string Path, string Authorization, string Body)[] sent = [.. service.Sent];
            Assert.All(sent, s => Assert.Equal(MeasuredService.Secret, s.Authorization));
            AssertSent("metrics", "streamae.events", MeasuredService.Monitor, "service.name");
            AssertSent("traces", "process counted", "event counted", "commit");
            AssertSent("logs", "Sends metrics, traces and its log to http://127.0.0.1:");
            AssertSpans(spans);

            void AssertSent(string signal, params string[] names) => Assert.All(
                names, name => Assert.Contains(sent, s => s.Path == $"/otlp/v1/{signal}" && s.Body.Contains(name, StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void Collector_IsTheOneOfTheEnvironmentWhereNoneIsConfigured()
    {
        string? before = Environment.GetEnvironmentVariable(Collector.EndpointVariable);
        try
        {
            Environment.SetEnvironmentVariable(Collector.EndpointVariable, null);
            Assert.Null(Collector.Of(null));
            Assert.Null(Collector.Of(new TelemetryConfiguration { Traces = 0.5 }));
            Environment.SetEnvironmentVariable(Collector.EndpointVariable, "http://elsewhere:4317");
            Assert.Equal("http://elsewhere:4317", Collector.Of(null)!.Place);
            Assert.Equal("http://here:1/", Collector.Of(new TelemetryConfiguration { Endpoint = new Uri("http://here:1") })!.Place);
        }
        finally
        {
            Environment.SetEnvironmentVariable(Collector.EndpointVariable, before);
        }
    }

    [Fact]
    public async Task Collector_ThatIsAwayIsToldOnce()
    {
        var log = new RecordingLogger();
        using (var telemetry = TelemetryPipeline.Start(
            new TelemetryConfiguration { Endpoint = new Uri("http://127.0.0.1:9"), Protocol = OtlpTransport.Http, Interval = TimeSpan.FromSeconds(1) },
            isAsked: false,
            TimeProvider.System,
            new RecordingLoggers(log)))
        {
            await MeasuredService.WaitForAsync(() => Task.FromResult(Failures().Length > 0));
            await Task.Delay(TimeSpan.FromSeconds(2.5), TestContext.Current.CancellationToken);
        }

        Assert.Contains("http://127.0.0.1:9/", Assert.Single(Failures()), StringComparison.Ordinal);

        string[] Failures() => [.. log.Entries.Select(e => e.Message).Where(m => m.Contains("does not take telemetry", StringComparison.Ordinal))];
    }

    [Fact]
    public void Telemetry_IsNoneWhereNobodyWantsIt() => Assert.Null(TelemetryPipeline.Start(null, isAsked: false, TimeProvider.System, new RecordingLoggers(new RecordingLogger())));

    [Theory]
    [InlineData("telemetry: {endpoint: collector}", "telemetry.endpoint")]
    [InlineData("telemetry: {traces: 2}", "telemetry.traces")]
    [InlineData("telemetry: {protocol: tcp}", "telemetry.protocol")]
    [InlineData("telemetry: {interval: 1ms}", "telemetry.interval")]
    [InlineData("telemetry: {headers: [a]}", "telemetry.headers")]
    [InlineData("telemetry: {headers: {authorization: \"a,b\"}}", "telemetry.headers.authorization")]
    [InlineData("telemetry: {endpoit: 1}", "telemetry.endpoit")]
    public void Configuration_IsRefusedWithItsPlace(string section, string place)
    {
        using var folder = new ServiceFolder();
        Assert.Contains(place, Assert.Single(folder.Errors($"{ServiceFolder.Valid}\n{section}")), StringComparison.Ordinal);
    }

    private static void AssertSpans(List<Activity> all)
    {
        Activity[] spans;
        lock (all)
        {
            spans = [.. all.Where(s => s.DisplayName.EndsWith(MeasuredService.Monitor, StringComparison.Ordinal))];
        }

        Activity poll = spans.First(s => s.DisplayName == "process counted");
        Activity[] stages = [.. all.Where(s => s.ParentSpanId == poll.SpanId)];
        Assert.Equal(["judge", "queue", "commit"], stages.Select(s => s.DisplayName));
        Assert.Equal(poll.StartTimeUtc, stages[0].StartTimeUtc);
        Assert.Equal(stages[0].StartTimeUtc + stages[0].Duration, stages[1].StartTimeUtc);
        Assert.Equal(poll.StartTimeUtc + poll.Duration, stages[2].StartTimeUtc + stages[2].Duration);
        Activity traced = spans.First(s => s.DisplayName == "event counted");
        Assert.Equal(poll.SpanId, Assert.Single(traced.Links).Context.SpanId);
        Assert.NotEqual(poll.TraceId, traced.TraceId);
        Assert.Contains(traced.GetTagItem("streamae.entity"), new object[] { "e0", "e1", "e2" });
        Assert.Equal(poll.Duration, traced.Duration);
    }
}
