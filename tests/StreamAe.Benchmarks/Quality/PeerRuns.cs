using System.Runtime.InteropServices;
using StreamAe.Benchmarks.Quality.Peers;

namespace StreamAe.Benchmarks.Quality;

/// <summary>The peers on the rows that a back-test recorded: fitted on each entity's history, judged on the rows that ours was judged on.</summary>
internal static class PeerRuns
{
    /// <summary>Runs all peers; every (peer, seed, entity) is a piece of work of its own.</summary>
    /// <param name="quantile">Of each entity's own train scores: the threshold. Peers this simple hardly overfit, so nothing is held out.</param>
    public static IReadOnlyList<MethodQuality> Run(
        IReadOnlyList<EntityRecording> entities, QualitySet set, int seeds, double quantile, int threads)
    {
        IReadOnlyList<double>? days = set.IsTimed ? [.. entities.Select(e => e.Days)] : null;
        (Peer Peer, int Seed)[] runs =
        [
            .. Peer.All.SelectMany(peer => Enumerable.Range(1, peer.IsRandom ? seeds : 1).Select(seed => (peer, seed))),
        ];
        var figures = new EntityQuality[runs.Length][];
        for (int r = 0; r < runs.Length; r++)
        {
            figures[r] = new EntityQuality[entities.Count];
        }

        Parallel.For(0, runs.Length * entities.Count, new ParallelOptions { MaxDegreeOfParallelism = threads }, job =>
        {
            (int run, int entity) = (job / entities.Count, job % entities.Count);
            JudgedRows judged = Judge(runs[run].Peer, entities[entity], (ulong)runs[run].Seed, quantile);
            figures[run][entity] = EntityQuality.Of(judged, entities[entity].Labels);
        });

        var lines = new List<MethodQuality>();
        foreach (Peer peer in Peer.All)
        {
            SetQuality[] bySeed =
            [
                .. runs.Zip(figures).Where(p => p.First.Peer == peer).Select(p => SetQuality.OverEntities(p.Second, days, set.IsOrdered)),
            ];
            lines.Add(new MethodQuality(peer.Name, SetQuality.MeanOf(bySeed)));
        }

        return lines;
    }

    private static JudgedRows Judge(Peer peer, EntityRecording entity, ulong seed, double quantile)
    {
        PeerScore score = peer.Fit(entity.History, entity.Features, seed);
        float[] train = Scores(score, entity.History, entity.Features);
        float[] test = Scores(score, CollectionsMarshal.AsSpan(entity.Rows), entity.Features);
        float threshold = Quantile(train, quantile);
        var judged = new JudgedRows();
        foreach (float value in test)
        {
            byte isOver = (byte)(value > threshold ? 1 : 0);
            judged.Scores.Add(value);
            judged.Anomalous.Add(isOver);
            judged.Alerts.Add(isOver);
        }

        return judged;
    }

    /// <summary>A row that cannot be judged gets −∞: it is never over a threshold.</summary>
    private static float[] Scores(PeerScore score, ReadOnlySpan<float> rows, int features)
    {
        float[] scores = new float[rows.Length / features];
        score(rows, scores);
        foreach (ref float value in scores.AsSpan())
        {
            value = float.IsNaN(value) ? float.NegativeInfinity : value;
        }

        return scores;
    }

    /// <summary>The smallest score that at least this share of the scores does not exceed, as the back-test's baselines have it.</summary>
    private static float Quantile(float[] scores, double quantile)
    {
        Array.Sort(scores);
        return scores[(int)Math.Min(scores.Length - 1, Math.Ceiling(quantile * (scores.Length - 1)))];
    }
}
