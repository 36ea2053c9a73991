using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Monitoring.Backtesting;

/// <summary>Sees rows and verdicts of a back-test, for whoever compares other detectors on the same rows. Spans are valid during the call only.</summary>
public interface IBacktestObserver
{
    /// <summary>An entity was trained, before any row is judged. Called by several threads at once.</summary>
    /// <param name="rows">[n × features] encoded rows of its history, in order; NaN where missing.</param>
    void Trained(string entity, ReadOnlySpan<float> rows, int features);

    /// <summary>A test row was judged. Called row by row in the order of the files, on one thread at a time.</summary>
    /// <param name="label">1 anomalous, 0 normal, <see cref="ObservationBatch.NoLabel"/> where the file does not say.</param>
    /// <param name="encoded">[features] encoded as the history was.</param>
    void Judged(string entity, in Verdict verdict, sbyte label, ReadOnlySpan<float> encoded);
}
