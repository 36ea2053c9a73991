using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Verdicts;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Benchmarks.Quality.Nab;

/// <summary>
/// A series through the runtime of a live service: from its first row, in order, nothing learned beforehand, trained where the monitor says
/// so. Every series is a stream of its own: they measure different things, so no model is shared among them.
/// </summary>
internal static class NabStream
{
    /// <summary>Judges a series. The score of a row is the surprise by which it would alert: 0 where it was not judged, or repeats what was told.</summary>
    public static async Task<NabSeries> JudgeAsync(MonitorDefinition definition, NabFiles files, CancellationToken cancellationToken)
    {
        var plans = new PlanSet(definition);
        var letters = new DeadLetterCounter();
        var layout = new FileLayout(
            definition.EntityField, definition.TimeField, definition.LabelField, FeatureEncoder.ChannelsOf(definition));
        ObservationFileSet set = ObservationFileSet.Open([files.Train, files.Test], layout, plans.Directory, letters);
        await using (set.ConfigureAwait(false))
        {
            var scores = new List<double>();
            var labels = new List<byte>();
            var runtime = new LocalRuntime(
                plans,
                new SimdScorer(),
                new NullCommitter(observe: poll => Keep(poll, scores, labels)),
                letters,
                new RuntimeOptions { Shards = 1, Training = TrainingMode.Inline });
            await using (runtime.ConfigureAwait(false))
            {
                foreach (CsvObservationSource source in set.Sources)
                {
                    await runtime.RunAsync([source], cancellationToken).ConfigureAwait(false);
                }
            }

            return new NabSeries(files.Name, [.. scores], NabWindow.Of([.. labels]));
        }
    }

    private static void Keep(Poll poll, List<double> scores, List<byte> labels)
    {
        ReadOnlySpan<sbyte> truth = poll.Batch.Labels;
        VerdictList verdicts = poll.Verdicts;
        for (int row = 0; row < verdicts.Count; row++)
        {
            ref readonly Verdict verdict = ref verdicts[row];
            scores.Add(verdict.IsScored && !verdict.IsRepeated ? verdict.Surprise : 0);
            labels.Add((byte)(truth[row] == 1 ? 1 : 0));
        }
    }
}
