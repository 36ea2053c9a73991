using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Verdicts;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Tests.TestData;

/// <summary>Takes one entity through prepare, score and judge, in chunks of any size.</summary>
internal sealed class Driver(EntityMonitor monitor, bool explain = false)
{
    private static readonly SimdScorer Scorer = new();

    public Driver(MonitorPlan plan, string key = "e", bool explain = false)
        : this(new EntityMonitor(plan, key), explain)
    {
    }

    public EntityMonitor Monitor => monitor;

    public List<Verdict> Verdicts { get; } = [];

    public List<Alert> Alerts { get; } = [];

    /// <summary>One observation, judged at once; <paramref name="second"/> is its event time.</summary>
    public Verdict Feed(double second, params float[] values)
    {
        FeedChunk([(EventTime.FromSeconds(second), values)]);
        return Verdicts[^1];
    }

    /// <summary>One value a second, on from the second that is the number of the next row.</summary>
    public void FeedInChunks(int chunkRows, IEnumerable<float> values)
    {
        foreach (float[] chunk in values.Chunk(chunkRows))
        {
            long first = monitor.Observations;
            FeedChunk([.. chunk.Select((value, i) => (EventTime.FromSeconds(first + i), new[] { value }))]);
        }
    }

    /// <summary>All are prepared, then scored in one call, then judged.</summary>
    public void FeedChunk(IReadOnlyList<(long Time, float[] Values)> chunk)
    {
        MonitorPlan plan = monitor.Plan;
        int features = plan.EncodedFloats;
        int stride = plan.Architecture.RowStride;
        float[] encoded = new float[chunk.Count * features];
        float[] rows = new float[chunk.Count * stride];
        float[] reconstructions = new float[chunk.Count * stride];
        float[] errors = new float[chunk.Count];
        float[] divergences = new float[chunk.Count];
        var prepared = new PreparedRow[chunk.Count];
        var slots = new List<int>();
        var probabilities = new ProbabilityScores(plan, chunk.Count);
        for (int i = 0; i < chunk.Count; i++)
        {
            prepared[i] = monitor.Prepare(
                chunk[i].Time, chunk[i].Values, encoded.AsSpan(i * features, features), rows.AsSpan(slots.Count * stride, stride));
            if (prepared[i].Status == PrepareStatus.Ready)
            {
                probabilities.Set(
                    slots.Count,
                    ProbabilityScores.NumberOf(monitor.Key, prepared[i].Sequence),
                    plan.Arena,
                    prepared[i].Model!.Slot,
                    rows.AsSpan(slots.Count * stride, stride),
                    encoded.AsSpan(i * features, features));
                slots.Add(prepared[i].Model!.Slot);
            }
        }

        Scorer.Score(plan.Arena, new ScoreBatch(slots.ToArray(), rows.AsSpan(0, slots.Count * stride), reconstructions, errors, divergences));
        if (ProbabilityScores.AreNeededBy(plan))
        {
            probabilities.Score(plan.Arena, slots.ToArray(), rows);
        }

        int scored = 0;
        for (int i = 0; i < chunk.Count; i++)
        {
            var verdict = default(Verdict);
            Alert? alert;
            if (prepared[i].Status == PrepareStatus.Ready)
            {
                var row = new ScoredRow(
                    encoded.AsSpan(i * features, features),
                    rows.AsSpan(scored * stride, stride),
                    reconstructions.AsSpan(scored * stride, stride),
                    errors[scored],
                    divergences[scored],
                    probabilities.Scores[scored]);
                alert = monitor.Judge(prepared[i], row, explain, ref verdict);
                scored++;
            }
            else
            {
                alert = monitor.JudgeUnscored(prepared[i], encoded.AsSpan(i * features, features), ref verdict);
            }

            Verdicts.Add(verdict);
            if (alert is not null)
            {
                Alerts.Add(alert);
            }
        }
    }
}
