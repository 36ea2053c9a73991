namespace StreamAe.Numerics.Training;

/// <summary>Separate random streams of one seed, so that one purpose drawing more numbers does not change another's.</summary>
internal static class RandomStream
{
    public const ulong Weights = 1;
    public const ulong Split = 2;
    public const ulong Order = 3;

    /// <summary>Dropout and latent noise of a step.</summary>
    public const ulong Noise = 4;
    public const ulong Inputs = 5;

    /// <summary>Streams of one fit; each layer's pretraining is one of its own, behind that of the whole.</summary>
    public const ulong PerFit = 16;
}
