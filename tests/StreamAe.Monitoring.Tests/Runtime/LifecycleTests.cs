using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Training;
using StreamAe.Monitoring.Verdicts;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Tests.Runtime;

/// <summary>An entity's way from the cohort's model to versions of its own, as docs/lifecycle.md tells it.</summary>
public sealed class LifecycleTests
{
    private const int MinRows = 64;

    private static readonly MonitorDefinition Definition = TestMonitors.Quick with
    {
        Training = new TrainingDefinition { MinRows = MinRows, HistoryRows = 256, Every = TimeSpan.FromSeconds(300), Epochs = 5, MinSteps = 100, LearningRate = 0.01 },
        Cohort = new CohortDefinition { MinRows = 100, MaxRows = 200 },
        Threshold = new ThresholdDefinition { Quantile = 0.99 },
    };

    private readonly List<(string Entity, Verdict Verdict)> _verdicts = [];
    private readonly List<ModelPromotion> _promotions = [];
    private readonly List<TrainingEvent> _trainings = [];

    [Fact]
    public async Task Run_AnEntityThatComesAfterTheCohortsTraining_IsJudgedFromItsFirstRow()
    {
        await RunAsync(i => i < 150 ? $"e{i % 3}" : "late", rows: 152);
        Verdict first = _verdicts.First(v => v.Entity == "late").Verdict;
        Assert.Equal(VerdictFlags.Scored | VerdictFlags.Provisional, first.Flags & ~VerdictFlags.Anomalous);
        Assert.True(float.IsFinite(first.Surprise));
        Assert.All(_verdicts.Take(100), v => Assert.False(v.Verdict.IsScored));
    }

    [Fact]
    public async Task Run_OneEntity_GoesFromTheCohortsModelToItsOwnAndIsTrainedAgainOnItsSchedule()
    {
        await RunAsync(i => $"e{i % 2}", rows: 2400);
        ModelPromotion[] own = [.. _promotions.Where(p => p.Entity == 0)];
        Assert.Equal(ModelOrigin.Own, own[0].Model.Origin);
        Assert.Equal(0, own[0].AfterVersion);
        Assert.True(own[0].FromSequence >= MinRows);

        // Between the first row under its own model and the last, none is judged by the cohort's.
        Assert.All(
            _verdicts.Where(v => v.Entity == "e0" && v.Verdict.Sequence >= own[0].FromSequence),
            v => Assert.False(v.Verdict.Flags.HasFlag(VerdictFlags.Provisional)));

        // 2,400 s with a training about every 300 s, each either better or not; the version counts them all.
        TrainingEvent[] trainings = [.. _trainings.Where(t => t.Entity == "e0")];
        Assert.InRange(trainings.Length, 7, 10);
        Assert.Equal(Enumerable.Range(1, trainings.Length), trainings.Select(t => t.Result.Version));
        Assert.All(trainings, t => Assert.Equal(
            t.Result.Figures!.Error < t.Result.Figures.ChampionError ? TrainingVerdict.Promote : TrainingVerdict.NotBetter, t.Result.Verdict));
        Assert.True(trainings[0].Result.Figures!.ChampionVersion < 0, "the first is compared with the cohort's");
        Assert.Equal(own.Select(p => p.Model.Version), trainings.Where(t => t.Result.Verdict == TrainingVerdict.Promote).Select(t => t.Result.Version));
    }

    private async Task RunAsync(Func<int, string> entityOf, int rows)
    {
        var plans = new PlanSet(Definition);
        Schema schema = TestMonitors.Numbers(3);
        List<SourceRow> source = [.. Enumerable.Range(0, rows).Select(i =>
        {
            var random = new PhiloxRandom(9, (ulong)i);
            float[] values = [MathF.Sin(i * 0.1f) + (0.1f * random.NextGaussian()), MathF.Cos(i * 0.1f) + (0.1f * random.NextGaussian()), random.NextGaussian()];
            return new SourceRow(entityOf(i), EventTime.FromSeconds(i), values, schema);
        })];
        var committer = new NullCommitter(observe: poll =>
        {
            foreach (Verdict verdict in poll.Verdicts.ToArray())
            {
                _verdicts.Add((poll.Plans.Directory.KeyOf(verdict.Entity), verdict));
            }

            _promotions.AddRange(poll.Parts.SelectMany(p => p.Promotions));
            _trainings.AddRange(poll.Parts.SelectMany(p => p.Trainings));
        });
        await using var runtime = new LocalRuntime(
            plans, new SimdScorer(), committer, new DeadLetterCounter(keep: 0), new RuntimeOptions { Shards = 2, PollRows = 50, Training = TrainingMode.Inline });
        await runtime.RunAsync([new MemorySource("s", source, plans.Directory)], TestContext.Current.CancellationToken);
    }
}
