using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Storage.Tests.Support;

/// <summary>A small monitor that trains a cohort model and own models, retrains them and raises alerts within a thousand observations.</summary>
internal static class TestMonitor
{
    public const string Name = "pumps";

    public static readonly IReadOnlyList<string> Keys = ["p1", "p2", "p3", "p4", "p5"];

    public static readonly MonitorDefinition Definition = new()
    {
        Name = Name,
        Window = new WindowDefinition { Rows = 2 },
        Training = new TrainingDefinition
        {
            MinRows = 48,
            HistoryRows = 72,
            Every = TimeSpan.FromSeconds(250),
            Epochs = 2,
            MinSteps = 30,
        },
        Cohort = new CohortDefinition { MinRows = 130 },
        Threshold = new ThresholdDefinition { Quantile = 0.97 },
        Alert = new AlertDefinition { Cooldown = TimeSpan.FromSeconds(20) },
    };

    /// <summary>Learns nothing and raises nothing: for tests about storing alone.</summary>
    public static readonly MonitorDefinition Untrained = Definition with { Cohort = new CohortDefinition { Enabled = false } };

    public static LocalRuntime Start(ICommitter committer, RuntimeOptions options, MonitorDefinition? definition = null) =>
        new(new PlanSet(definition ?? Definition), new SimdScorer(), committer, new NoDeadLetters(), options);

    public static RuntimeOptions Options(int shards = 1, int pollRows = 64, TrainingMode training = TrainingMode.Inline) =>
        new() { Shards = shards, PollRows = pollRows, Training = training };

    /// <summary>Runs the stream from where the store's monitor stands (or its beginning) to <paramref name="end"/>.</summary>
    /// <returns>Every entity's state afterwards, by key.</returns>
    public static async Task<SortedDictionary<string, string>> RunAsync(
        ICommitter committer,
        long end,
        RuntimeOptions options,
        IStateStore? restoreFrom = null,
        MonitorDefinition? definition = null,
        IReadOnlyList<string>? keys = null,
        string source = TestStream.SourceName,
        int channels = 4)
    {
        await using LocalRuntime runtime = Start(committer, options, definition);
        await using var stream = new TestStream(runtime.Plans.Directory, keys ?? Keys, end, channels, source);
        if (restoreFrom is not null
            && StoredMonitorLoader.Load(restoreFrom, runtime).TryGetValue(source, out long position))
        {
            await stream.SeekAsync(position, CancellationToken.None);
        }

        await runtime.RunAsync([stream], CancellationToken.None);
        return StatesOf(runtime.Entities);
    }

    /// <summary>By key: state, champion, and the rows with their exclusions.</summary>
    public static SortedDictionary<string, string> StatesOf(IEnumerable<EntityMonitor> entities)
    {
        var states = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (EntityMonitor entity in entities)
        {
            byte[] state = new byte[entity.StateBytes];
            entity.WriteState(state);
            (float[] rows, bool[] excluded) = entity.History.Copy();
            string history = string.Concat(rows.Select(r => BitConverter.SingleToUInt32Bits(r).ToString("x8")));
            string used = string.Concat(excluded.Select(e => e ? '1' : '0'));
            states.Add(entity.Key, $"{Convert.ToHexString(state)} v{entity.Own?.Model.Version} {used} {history}");
        }

        return states;
    }

    private sealed class NoDeadLetters : IDeadLetterSink
    {
        public void Add(DeadLetter letter)
        {
        }
    }
}
