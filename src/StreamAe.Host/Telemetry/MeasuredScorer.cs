using System.Diagnostics;
using System.Diagnostics.Metrics;
using StreamAe.Monitoring.Telemetry;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Host.Telemetry;

/// <summary>A backend whose calls are measured. Two looks at the clock a call, which scores hundreds of rows.</summary>
internal sealed class MeasuredScorer(IScorer scorer, Meter meter) : IScorer
{
    private readonly Histogram<double> _durations = meter.CreateHistogram(Metrics.ScorerDuration);
    private readonly Histogram<double> _rows = meter.CreateHistogram(Metrics.ScorerRows);
    private readonly KeyValuePair<string, object?> _backend = new(Attributes.Backend, scorer.Name);

    public string Name => scorer.Name;

    public void Score(ModelArena arena, in ScoreBatch batch)
    {
        if (!_durations.Enabled)
        {
            scorer.Score(arena, batch);
            return;
        }

        long start = Stopwatch.GetTimestamp();
        scorer.Score(arena, batch);
        _durations.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, _backend);
        _rows.Record(batch.Slots.Length, _backend);
    }

    public int WarmUp(Architecture architecture, WeightStorage storage) => scorer.WarmUp(architecture, storage);
}
