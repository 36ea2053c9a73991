using System.Diagnostics;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Planning;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Training;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Tests.Planning;

/// <summary>Alone in the process: processor time of all of it is counted.</summary>
[CollectionDefinition(nameof(MachineMeasurementTests), DisableParallelization = true)]
[Collection(nameof(MachineMeasurementTests))]
public sealed class MachineMeasurementTests
{
    /// <summary>Other work on the machine, and code that is not compiled at its best yet.</summary>
    private const double Factor = 3;

    private const int Entities = 2000;

    private static readonly MonitorDefinition Definition = new()
    {
        Name = "measured",
        Training = new TrainingDefinition { MinRows = 128, HistoryRows = 600, Every = TimeSpan.FromDays(1), Epochs = 20, MinSteps = 200 },
        Cohort = new CohortDefinition { MinRows = 1000, MaxRows = 2000 },
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_AMonitor_IsNearWhatItsRuntimeAndTrainerTake()
    {
        // This process compiles in tiers, the product's plan does not: once over, so that what is measured is compiled at its best.
        await MachineMeasurement.RunAsync(Definition, TestMonitors.Numbers(8), Entities, 1, seconds: 6, Stop);
        MachineSpeed speed = await MachineMeasurement.RunAsync(Definition, TestMonitors.Numbers(8), Entities, 1, seconds: 6, Stop);
        (double perEvent, EntityModel model) = await PipelineAsync();
        double perTraining = Training(model);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"an event {speed.Judging.Seconds * 1e9:N0} ns and {perEvent * 1e9:N0}; a training {speed.Retraining.Seconds * 1e3:N2} ms and {perTraining * 1e3:N2}; {speed}");
        Assert.InRange(speed.Judging.Seconds, perEvent / Factor, perEvent * Factor);
        Assert.InRange(speed.Retraining.Seconds, perTraining / Factor, perTraining * Factor);
        Assert.InRange(speed.Scoring.Seconds, 1e-9, speed.Judging.Seconds);
        Assert.True(speed.FirstTraining.Seconds > 0 && speed.CohortTraining!.Seconds > 0);
        Assert.All(
            (Measured[])[speed.Judging, speed.Scoring, speed.FirstTraining, speed.Retraining, speed.CohortTraining!],
            m => Assert.Contains("measured", m.How));
    }

    [Fact]
    public async Task Run_TrainingsOfHours_AreScaledAndDoNotTakeThem()
    {
        MonitorDefinition vast = Definition with
        {
            Training = Definition.Training with { MinRows = 100_000, HistoryRows = 10_000_000, MaxRows = 10_000_000, Epochs = 100_000 },
            Cohort = new CohortDefinition { Enabled = false },
        };
        var watch = Stopwatch.StartNew();
        MachineSpeed speed = await MachineMeasurement.RunAsync(vast, TestMonitors.Numbers(2), 1, 1e-9, seconds: 0.3, Stop);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"{watch.Elapsed}");
        Assert.Null(speed.CohortTraining);
        Assert.StartsWith("scaled from", speed.Retraining.How);
        Assert.True(speed.Retraining.Seconds > 3600, $"{speed.Retraining}");
        Assert.InRange(speed.Retraining.Seconds / speed.FirstTraining.Seconds, 50, 150);
    }

    [Theory]
    [InlineData("cards")]
    [InlineData("pumps")]
    public async Task Run_TheShippedMonitors_Works(string name)
    {
        MonitorDefinition definition = MonitorFile.Load(Path.Combine(Root(), "deploy", "monitors", name + ".yaml")).Definition!;
        var schema = new Monitoring.Observations.Schema(Monitoring.Features.FeatureEncoder.ChannelsOf(definition)!);
        MachineSpeed speed = await MachineMeasurement.RunAsync(definition, schema, 100, 0.01, seconds: 0.5, Stop);
        Assert.InRange(speed.Judging.Seconds, 1e-8, 1e-3);
    }

    [Fact]
    public async Task Run_AStrangeMonitor_IsMeasuredAllTheSame()
    {
        MonitorDefinition strange = Definition with
        {
            Window = new WindowDefinition { Rows = 5 },
            Differences = true,
            Model = Definition.Model with { Kind = ModelKind.Vae },
            Score = new ScoreDefinition { Kind = ScoreKind.ReconstructionProbability },
            Data = new DataDefinition { Missing = MissingPolicy.Mask },
            Training = new TrainingDefinition { MinRows = 32, HistoryRows = 32, PretrainingEpochs = 3, BatchSize = 4096, Epochs = 2, MinSteps = 0 },
        };
        MachineSpeed speed = await MachineMeasurement.RunAsync(strange, TestMonitors.Numbers(1), 1, 1e12, seconds: 0.2, Stop);
        Assert.True(double.IsFinite(speed.Judging.Seconds + speed.Retraining.Seconds));
    }

    [Fact]
    public void Reference_OfAMonitor_IsOfTheSameOrderAsBenchmarks()
    {
        MachineSpeed speed = ReferenceSpeed.Of(TestMonitors.Plan(Definition, 8));
        Assert.InRange(speed.Judging.Seconds, 1e-7, 1e-6);
        Assert.InRange(speed.Retraining.Seconds, 5e-4, 0.05);
        Assert.Contains("not measured", speed.Judging.How);
        Assert.Null(ReferenceSpeed.Of(TestMonitors.Plan(Definition with { Cohort = new CohortDefinition { Enabled = false } }, 8)).CohortTraining);
    }

    /// <summary>The same by another way: polls that are filled here, the clock on the wall, the fastest of many rounds.</summary>
    private static async Task<(double Seconds, EntityModel Model)> PipelineAsync()
    {
        var plans = new PlanSet(Definition with { Training = Definition.Training with { HistoryRows = 64 } });
        MonitorPlan plan = plans.For(TestMonitors.Numbers(8));
        await using var runtime = new LocalRuntime(
            plans, new SimdScorer(), new NullCommitter(needsState: true), new DeadLetterCounter(), new RuntimeOptions { Shards = 1, Training = TrainingMode.Off });
        EntityModel model = Trained(plan);
        for (int e = 0; e < Entities; e++)
        {
            var entity = new EntityMonitor(plan, $"e{e}");
            entity.Promote(model);
            runtime.Restore(entity);
            plans.Directory.GetOrAdd(entity.Key);
        }

        double best = double.PositiveInfinity;
        float[] wave = Series.Waves(64, 8);
        long position = 0;
        for (int round = 0; round < 300; round++)
        {
            long begin = Stopwatch.GetTimestamp();
            Poll poll = await runtime.RentAsync(Stop);
            poll.Batch.Reset(plan.Schema);
            for (int e = 0; e < Entities; e++)
            {
                wave.AsSpan((round + e) % 64 * 8, 8).CopyTo(poll.Batch.Add(e, (round + 1) * TimeSpan.TicksPerSecond, position++));
            }

            poll.Batch.EndPosition = position;
            await runtime.DispatchAsync(poll, "memory");
            await runtime.DrainAsync();
            best = Math.Min(best, Stopwatch.GetElapsedTime(begin).TotalSeconds / Entities);
        }

        return (best, model);
    }

    private static double Training(EntityModel champion)
    {
        MonitorPlan plan = TestMonitors.Plan(Definition with { Training = Definition.Training with { Patience = 10_000 } }, 8);
        EntityMonitor entity = Fed(plan, Definition.Training.HistoryRows);
        entity.Promote(champion);
        double best = double.PositiveInfinity;
        for (int run = 0; run < 20; run++)
        {
            long begin = Stopwatch.GetTimestamp();
            Assert.NotEqual(TrainingVerdict.Failed, ModelTraining.Run(entity.BeginTraining(), new SimdScorer(), Stop).Verdict);
            best = Math.Min(best, Stopwatch.GetElapsedTime(begin).TotalSeconds);
        }

        return best;
    }

    private static EntityModel Trained(MonitorPlan plan) => ModelTraining.Run(Fed(plan, 64).BeginTraining(), new SimdScorer(), Stop).Model!;

    private static EntityMonitor Fed(MonitorPlan plan, int rows)
    {
        var entity = new EntityMonitor(plan, "fed");
        float[] wave = Series.Waves(rows, 8), encoded = new float[8], row = new float[plan.Architecture.RowStride];
        for (int n = 0; n < rows; n++)
        {
            entity.Prepare(n * TimeSpan.TicksPerSecond, wave.AsSpan(n * 8, 8), encoded, row);
        }

        return entity;
    }

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "StreamAe.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
