using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Verdicts;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Tests.Runtime;

/// <summary>Input that is broken, or comes to mean something else: nothing floods, and entities find back.</summary>
public sealed class BadInputTests
{
    private const int Features = 4;

    private static readonly MonitorDefinition Definition = TestMonitors.Quick with
    {
        Training = new TrainingDefinition
        {
            MinRows = 128,
            HistoryRows = 512,
            Every = TimeSpan.FromSeconds(400),
            Epochs = 10,
            MinSteps = 300,
            LearningRate = 0.01,
        },
        Score = new ScoreDefinition { Smoothing = 5 },
        Threshold = new ThresholdDefinition { Quantile = 0.999, Adaptation = 0.02 },
        Alert = new AlertDefinition { M = 1, N = 1, Cooldown = TimeSpan.Zero },
    };

    private readonly List<Verdict> _verdicts = [];
    private readonly List<Alert> _alerts = [];
    private readonly List<TrainingEvent> _trainings = [];

    [Fact]
    public async Task Run_AllFeaturesConstant_TrainsScoresAndRaisesNothing()
    {
        await RunAsync(1500, Definition, (i, values) => values.Fill(i == 1400 ? 9 : 7));
        Assert.NotEmpty(Scored);
        Assert.All(Scored, v => Assert.True(float.IsFinite(v.Score) && float.IsFinite(v.Surprise) && float.IsFinite(v.Threshold)));
        Assert.DoesNotContain(_alerts, a => a.Sequence < 1400);
        Assert.Contains(_alerts, a => a.Sequence == 1400);
    }

    [Fact]
    public async Task Run_SomeFeaturesNeverThere_TrainsOnTheOthers()
    {
        await RunAsync(1500, Definition with { Data = Definition.Data with { MaxImputedShare = 0.75 } }, (i, values) =>
        {
            Waves(i, values);
            values[1..].Fill(float.NaN);
            values[0] += i == 1400 ? 30 : 0;
        });
        Assert.All(Scored, v => Assert.True(float.IsFinite(v.Score)));
        Assert.InRange(_alerts.Count(a => a.Sequence < 1400), 0, 30);
        Assert.Contains(_alerts, a => a.Sequence == 1400);
    }

    /// <summary>Constant, then without values, then huge: what the first model learns is nothing that is needed later.</summary>
    [Fact]
    public async Task Run_ABrokenFirstDay_RecoversThroughRetraining()
    {
        await RunAsync(3000, Definition, (i, values) =>
        {
            Waves(i, values);
            if (i < 300)
            {
                values.Fill(i < 150 ? 0 : i < 200 ? float.NaN : i % 2 == 0 ? 1e30f : -1e38f);
            }

            values[0] += i == 2900 ? 30 : 0;
        });
        Assert.All(Scored, v => Assert.True(float.IsFinite(v.Score)));
        Assert.InRange(_alerts.Count(a => a.Sequence is >= 2000 and < 2900), 0, 20);
        Assert.Contains(_alerts, a => a.Sequence == 2900);
    }

    [Fact]
    public async Task Run_AnEntityThatComesToMeanSomethingElse_IsToldAsAShiftAndLearned()
    {
        await RunAsync(3000, Definition, (i, values) =>
        {
            Waves(i, values);
            for (int f = 0; f < values.Length && i >= 1200; f++)
            {
                values[f] = 500 + (40 * values[f]);
            }

            values[0] += i == 2900 ? 1500 : 0;
        });
        Alert shift = Assert.Single(_alerts, a => a.Kind == AlertKind.Shift && a.Sequence < 2900);
        Assert.InRange(shift.Sequence, 1200, 1300);
        TrainingEvent learned = _trainings.First(t => t.Result.Model?.TrainedThrough >= EventTime.FromSeconds(shift.Sequence));
        Assert.InRange(EventTime.ToSeconds(learned.Result.Model!.TrainedThrough), shift.Sequence, shift.Sequence + 64);
        Assert.InRange(_alerts.Count(a => a.Sequence is >= 2000 and < 2900), 0, 20);
        Assert.Contains(_alerts, a => a.Sequence == 2900);
    }

    [Theory]
    [InlineData(LateTimePolicy.Reject)]
    [InlineData(LateTimePolicy.Accept)]
    public async Task Run_AClockThatJumps_GoesOnAsThePolicySays(LateTimePolicy policy)
    {
        // Ten minutes ahead for a minute, then right again: the rows until then are late.
        static long TimeOf(int i) => EventTime.FromSeconds(i is >= 1000 and < 1060 ? i + 600 : i);
        await RunAsync(
            2500,
            Definition with { Data = Definition.Data with { LateTime = policy, SilenceFactor = 100 } },
            (i, values) => Waves(i, values),
            TimeOf);
        int refused = _verdicts.Count(v => v.Flags.HasFlag(VerdictFlags.Rejected));

        // One has the very time of the last one ahead: repeated, not late.
        Assert.Equal(policy == LateTimePolicy.Reject ? 600 : 1, refused);
        Assert.Single(_verdicts, v => v.Flags.HasFlag(VerdictFlags.Silence));
        Assert.DoesNotContain(_verdicts.TakeLast(800), v => v.Flags.HasFlag(VerdictFlags.Rejected));
        Assert.InRange(_alerts.Count(a => a.Kind == AlertKind.Score && a.Sequence > 1000), 0, 20);
        Assert.InRange(_trainings.Count, 4, 7);
    }

    private IEnumerable<Verdict> Scored => _verdicts.Where(v => v.IsScored);

    private static void Waves(int row, Span<float> values)
    {
        var random = new PhiloxRandom(3, (ulong)row);
        for (int f = 0; f < values.Length; f++)
        {
            values[f] = MathF.Sin((row * 0.1f) + f) + (0.1f * random.NextGaussian());
        }
    }

    private delegate void Fill(int row, Span<float> values);

    private async Task RunAsync(int rows, MonitorDefinition definition, Fill fill, Func<int, long>? time = null)
    {
        var plans = new PlanSet(definition);
        Schema schema = TestMonitors.Numbers(Features);
        List<SourceRow> source = [.. Enumerable.Range(0, rows).Select(i =>
        {
            float[] values = new float[Features];
            fill(i, values);
            return new SourceRow("e", time?.Invoke(i) ?? EventTime.FromSeconds(i), values, schema);
        })];
        var committer = new NullCommitter(observe: poll =>
        {
            _verdicts.AddRange(poll.Verdicts.ToArray());
            _alerts.AddRange(poll.Parts.SelectMany(p => p.Alerts));
            _trainings.AddRange(poll.Parts.SelectMany(p => p.Trainings));
        });
        await using var runtime = new LocalRuntime(
            plans, new SimdScorer(), committer, new DeadLetterCounter(keep: 0), new RuntimeOptions { Shards = 1, Training = TrainingMode.Inline });
        await runtime.RunAsync([new MemorySource("s", source, plans.Directory)], TestContext.Current.CancellationToken);
    }
}
