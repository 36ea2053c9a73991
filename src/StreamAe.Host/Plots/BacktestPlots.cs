using StreamAe.Monitoring.Backtesting;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Host.Plots;

/// <summary>Watches a back-test, and draws a picture of each of the first entities.</summary>
internal sealed class BacktestPlots : IBacktestObserver
{
    /// <summary>A folder of more pictures is looked at by nobody.</summary>
    public const int MostEntities = 50;

    private readonly Dictionary<string, ScoreTrace> _traces = new(StringComparer.Ordinal);

    public void Trained(string entity, ReadOnlySpan<float> rows, int features)
    {
    }

    public void Judged(string entity, in Verdict verdict, sbyte label, ReadOnlySpan<float> encoded)
    {
        if (!_traces.TryGetValue(entity, out ScoreTrace? trace))
        {
            if (_traces.Count == MostEntities)
            {
                return;
            }

            _traces.Add(entity, trace = new ScoreTrace());
        }

        trace.Add(verdict, label == ObservationBatch.NoLabel ? null : label > 0);
    }

    /// <summary>Writes ENTITY.svg for each.</summary>
    /// <returns>How many.</returns>
    public int Save(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach ((string entity, ScoreTrace trace) in _traces)
        {
            ScorePlot.Save(Path.Combine(folder, NameOf(entity) + ".svg"), entity, trace);
        }

        return _traces.Count;
    }

    /// <summary>A key may hold anything; the name of a file may not.</summary>
    private static string NameOf(string entity)
    {
        const int LongestName = 100;
        string safe = string.Concat(entity.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_'));
        return safe.Length <= LongestName && safe == entity && safe.Trim('.').Length > 0
            ? safe
            : $"{safe[..Math.Min(safe.Length, LongestName)]}-{Monitoring.Features.StableHash.Of(entity, 0):x16}";
    }
}
