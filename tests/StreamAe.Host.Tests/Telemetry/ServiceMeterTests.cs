using StreamAe.Host.Telemetry;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Host.Tests.Telemetry;

/// <summary>What measuring costs the committer's thread.</summary>
[Collection(TelemetryCollection.Name)]
public sealed class ServiceMeterTests
{
    private const int Rows = 100;

    /// <summary>Traces are made of objects, and are none here; counters and histograms are not.</summary>
    [Fact]
    public async Task Observe_WhileSomebodyAsks_AllocatesNothing()
    {
        using var telemetry = TelemetryPipeline.Start(null, isAsked: true, TimeProvider.System, new RecordingLoggers(new RecordingLogger()));
        using var meter = new ServiceMeter(traces: 0, TimeProvider.System);
        var group = new Poll[1];
        long allocated = 0;
        bool counts = false;
        var plans = new PlanSet(new MonitorDefinition { Name = "unallocated" });
        var schema = new Schema([Channel.Number("x"), Channel.Number("y")]);
        var committer = new NullCommitter(needsState: true, poll =>
        {
            group[0] = poll;
            long before = GC.GetAllocatedBytesForCurrentThread();
            meter.Observe(group);
            allocated += counts ? GC.GetAllocatedBytesForCurrentThread() - before : 0;
        });
        var runtime = new LocalRuntime(plans, new SimdScorer(), committer, new DeadLetterCounter(), new RuntimeOptions { Shards = 2, Training = TrainingMode.Off });
        await using (runtime)
        {
            // The first polls make series of the histograms; code is compiled again while it warms up.
            for (int poll = 0; poll < 2000; poll++)
            {
                counts = poll >= 1000;
                await JudgeAsync(runtime, plans, schema, poll);
            }

            await runtime.DrainAsync();
        }

        Assert.InRange(allocated, 0, 1000);
    }

    private static async Task JudgeAsync(LocalRuntime runtime, PlanSet plans, Schema schema, int number)
    {
        Poll poll = await runtime.RentAsync(TestContext.Current.CancellationToken);
        poll.Batch.Reset(schema);
        for (int row = 0; row < Rows; row++)
        {
            poll.Batch.Add(plans.Directory.GetOrAdd($"e{row}"), number * EventTime.TicksPerSecond, (number * Rows) + row).Fill(row);
        }

        poll.Batch.EndPosition = (number + 1) * Rows;
        await runtime.DispatchAsync(poll, "memory");
        await runtime.DrainAsync();
    }
}
