using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Simulation;
using StreamAe.Monitoring.Tests.Definitions;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Verdicts;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Tests.Entities;

/// <summary>The shipped card monitor as a whole, on few cards and with quick trainings.</summary>
public sealed class CardMonitorTests
{
    private const int Cards = 200;
    private const int Events = 30_000;

    private static readonly MonitorDefinition Definition = Shrunk();

    private static readonly CardStream Stream = new(seed: 77, Cards);

    [Theory]
    [InlineData(3, 4096)]
    [InlineData(2, 173)]
    public async Task Run_AnyShardsAndPolls_GivesTheSameVerdicts(int shards, int pollRows)
    {
        (List<Verdict> expected, _) = await RunAsync(shards: 1, pollRows: 1000);
        (List<Verdict> verdicts, _) = await RunAsync(shards, pollRows);
        Assert.Equal(Lines.Of(expected), Lines.Of(verdicts));
        Assert.Contains(verdicts, v => v.IsAlert);
    }

    [Fact]
    public async Task Run_OwnModelsOff_TrainsTheCohortAgainAndNothingElse()
    {
        (List<Verdict> verdicts, PlanSet plans) = await RunAsync(shards: 1, pollRows: 1000);
        MonitorPlan plan = plans.All.Single();
        Assert.True(plan.Cohort!.Model.Version >= 2, $"version {plan.Cohort.Model.Version}");
        Assert.Equal(1, plan.Arena.Used);
        Assert.Contains(verdicts, v => v.IsScored);
        Assert.All(verdicts, v => Assert.False(v.Flags.HasFlag(VerdictFlags.Provisional), "a model that serves for good is not provisional"));
    }

    [Fact]
    public async Task Run_WhatIsJudged_IsNotRead()
    {
        (_, PlanSet plans) = await RunAsync(shards: 1, pollRows: 1000);
        MonitorPlan plan = plans.All.Single();
        DenseLayer first = plan.Architecture.Layers[0];
        float[] parameters = plan.Cohort!.Model.Parameters;
        Assert.Equal(4, plan.Architecture.Features);
        Assert.All(parameters[first.WeightOffset..(first.WeightOffset + (4 * first.OutputStride))], weight => Assert.Equal(0, weight));
        Assert.Contains(parameters[(first.WeightOffset + (4 * first.OutputStride))..], weight => weight != 0);
    }

    [Fact]
    public async Task Alerts_OfTakeOversAndCardTesting_AreMoreThanChance()
    {
        (List<Verdict> verdicts, _) = await RunAsync(shards: 1, pollRows: 1000);
        float[] values = new float[CardPayment.Channels];
        var cursor = new SimulatedCursor(Stream);
        int alerts = 0, right = 0, frauds = 0, scored = 0;
        foreach (Verdict verdict in verdicts)
        {
            SimulatedEvent sent = cursor.Read(values);
            bool isFraud = sent.Kind is AnomalyKind.FraudTakeOver or AnomalyKind.FraudCardTesting;
            scored += verdict.IsScored ? 1 : 0;
            frauds += verdict.IsScored && isFraud ? 1 : 0;
            alerts += verdict.IsAlert ? 1 : 0;
            right += verdict.IsAlert && isFraud ? 1 : 0;
        }

        Assert.InRange(alerts, 5, 200);
        Assert.True(right / (double)alerts > 20.0 * frauds / scored, $"{right} of {alerts} alerts, {frauds} of {scored} payments");
    }

    [Fact]
    public async Task Entity_Restored_GoesOnAsBefore()
    {
        (_, PlanSet plans) = await RunAsync(shards: 1, pollRows: 1000);
        MonitorPlan plan = plans.All.Single();
        (long, float[])[] payments = PaymentsOf(card: 5);
        var driver = new Driver(plan, "card");
        driver.FeedChunk(payments[..100]);
        byte[] state = new byte[plan.StateBytes];
        driver.Monitor.WriteState(state);
        EntityMonitor restored = EntityMonitor.Restore(plan, "card", state);
        while (driver.Monitor.History.TakeDirty(out int number, out ushort excluded, out ReadOnlySpan<float> rows))
        {
            restored.History.RestorePage(number, excluded, rows);
        }

        restored.CompleteRestore();
        var second = new Driver(restored);
        driver.Verdicts.Clear();
        driver.FeedChunk(payments[100..]);
        foreach ((long, float[]) payment in payments[100..])
        {
            second.FeedChunk([payment]);
        }

        Assert.Equal(Lines.Of(driver.Verdicts), Lines.Of(second.Verdicts));
        Assert.Equal(driver.Monitor.CopyHistory(), restored.CopyHistory());
        Assert.Contains(driver.Verdicts, v => v.Score > 1);
    }

    [Fact]
    public async Task Prepare_DependsOnNoVerdict()
    {
        (_, PlanSet plans) = await RunAsync(shards: 1, pollRows: 1000);
        MonitorPlan plan = plans.All.Single();
        (long Time, float[] Values)[] payments = PaymentsOf(card: 6);
        EntityMonitor judged = new(plan, "card"), prepared = new(plan, "card");
        var driver = new Driver(judged);
        float[] row = new float[plan.Architecture.RowStride], encoded = new float[plan.EncodedFloats];
        foreach ((long time, float[] values) in payments)
        {
            driver.FeedChunk([(time, values)]);
            prepared.Prepare(time, values, encoded, row);
        }

        Assert.Equal(judged.History.Copy().Rows, prepared.History.Copy().Rows);
        Assert.Equal(judged.CopyHistory(), prepared.CopyHistory());
    }

    private static MonitorDefinition Shrunk()
    {
        MonitorDefinition shipped = MonitorFile.Load(Repository.Path("deploy", "monitors", "cards.yaml")).Definition!;
        return shipped with
        {
            Training = shipped.Training with { MinRows = 64, Epochs = 12, MinSteps = 400, MaxRows = 8000 },
            Cohort = new CohortDefinition { MinRows = 5000, MaxRows = 12_800 },
            Threshold = new ThresholdDefinition { Quantile = 0.997 },
        };
    }

    private static (long Time, float[] Values)[] PaymentsOf(int card) =>
    [
        .. Simulation.Streams.Take(Stream, Events).Where(row => row.Event.Entity == card).Take(220).Select(row => (row.Event.EventTime, row.Values)),
    ];

    private static async Task<(List<Verdict> Verdicts, PlanSet Plans)> RunAsync(int shards, int pollRows)
    {
        var plans = new PlanSet(Definition);
        var verdicts = new List<Verdict>();
        var committer = new NullCommitter(needsState: false, poll =>
        {
            for (int i = 0; i < poll.Verdicts.Count; i++)
            {
                verdicts.Add(poll.Verdicts[i]);
            }
        });
        var options = new RuntimeOptions { Shards = shards, PollRows = pollRows, Training = TrainingMode.Inline };
        await using var runtime = new LocalRuntime(plans, new SimdScorer(), committer, new DeadLetterCounter(), options);
        await using var source = new SimulatedSource(Stream, plans.Directory, end: Events);
        await runtime.RunAsync([source], TestContext.Current.CancellationToken);
        return (verdicts, plans);
    }
}
