using StreamAe.Numerics.Architectures;

namespace StreamAe.Numerics.Training;

/// <summary>A fitted autoencoder.</summary>
/// <param name="Architecture">Its shape.</param>
/// <param name="Parameters"><see cref="Architecture.SlotFloats"/> floats, ready for <see cref="Arena.ModelArena.Allocate(ReadOnlySpan{float})"/>; error weights are 1.</param>
/// <param name="Report">How the fitting went.</param>
public sealed record TrainedModel(Architecture Architecture, float[] Parameters, TrainingReport Report)
{
    /// <summary>False where the training diverged before its first good epoch.</summary>
    public bool IsUsable => Report.BestEpoch > 0;
}
