using System.Collections.Concurrent;
using StreamAe.Monitoring.Backtesting;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Benchmarks.Quality;

/// <summary>Keeps what a back-test saw and said, entity by entity.</summary>
/// <param name="keepRows">Also the rows themselves, for peers.</param>
internal sealed class BacktestRecorder(bool keepRows) : IBacktestObserver
{
    private readonly ConcurrentDictionary<string, EntityRecording> _entities = new(StringComparer.Ordinal);

    /// <summary>By name.</summary>
    public IReadOnlyList<EntityRecording> Entities => [.. _entities.Values.OrderBy(e => e.Entity, StringComparer.Ordinal)];

    public void Trained(string entity, ReadOnlySpan<float> rows, int features)
    {
        EntityRecording recording = RecordingOf(entity);
        recording.Features = features;
        recording.History = keepRows ? rows.ToArray() : [];
    }

    public void Judged(string entity, in Verdict verdict, sbyte label, ReadOnlySpan<float> encoded)
    {
        EntityRecording recording = RecordingOf(entity);
        double time = EventTime.ToSeconds(verdict.EventTime);
        recording.FirstTime = Math.Min(recording.FirstTime, time);
        recording.LastTime = Math.Max(recording.LastTime, time);
        if (!verdict.IsScored || label == ObservationBatch.NoLabel)
        {
            recording.LeftOut++;
            return;
        }

        recording.Ours.Scores.Add(verdict.Surprise);
        recording.Ours.Anomalous.Add((byte)(verdict.IsAnomalous ? 1 : 0));
        recording.Ours.Alerts.Add((byte)(verdict.IsAlert ? 1 : 0));
        recording.Labels.Add((byte)label);
        if (keepRows)
        {
            recording.Rows.AddRange(encoded);
        }
    }

    private EntityRecording RecordingOf(string entity) => _entities.GetOrAdd(entity, static name => new EntityRecording(name));
}
