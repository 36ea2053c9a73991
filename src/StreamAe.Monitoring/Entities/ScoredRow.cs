namespace StreamAe.Monitoring.Entities;

/// <summary>A prepared row with what the scorer made of it.</summary>
/// <param name="encoded">[F] the observation's encoded features, NaN where missing.</param>
/// <param name="row">[RowStride] what was scored.</param>
/// <param name="reconstruction">[RowStride] x̂.</param>
/// <param name="reconstructionError">Weighted mean squared residual over all features.</param>
/// <param name="klDivergence">Nats.</param>
/// <param name="reconstructionProbability">Nats, where the monitor scores by it.</param>
public readonly ref struct ScoredRow(
    ReadOnlySpan<float> encoded,
    ReadOnlySpan<float> row,
    ReadOnlySpan<float> reconstruction,
    float reconstructionError,
    float klDivergence,
    float reconstructionProbability = 0)
{
    public ReadOnlySpan<float> Encoded { get; } = encoded;

    public ReadOnlySpan<float> Row { get; } = row;

    public ReadOnlySpan<float> Reconstruction { get; } = reconstruction;

    public float ReconstructionError { get; } = reconstructionError;

    public float KlDivergence { get; } = klDivergence;

    public float ReconstructionProbability { get; } = reconstructionProbability;
}
