using System.Diagnostics;
using System.Diagnostics.Metrics;
using StreamAe.Monitoring.Telemetry;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Host.Telemetry;

/// <summary>A backend whose calls are measured. Two looks at the clock a call, which scores hundreds of rows.</summary>
/// <param name="durations">Seconds.</param>
/// <param name="rows">Of a call.</param>
internal sealed class MeasuredScorer(IScorer scorer, Histogram<double> durations, Histogram<double> rows) : IScorer
{
    private readonly KeyValuePair<string, object?> _backend = new(Attributes.Backend, scorer.Name);

    public string Name => scorer.Name;

    public void Score(ModelArena arena, in ScoreBatch batch)
    {
        if (!durations.Enabled)
        {
            scorer.Score(arena, batch);
            return;
        }

        long start = Stopwatch.GetTimestamp();
        scorer.Score(arena, batch);
        durations.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, _backend);
        rows.Record(batch.Slots.Length, _backend);
    }

    public int WarmUp(Architecture architecture, WeightStorage storage) => scorer.WarmUp(architecture, storage);
}
