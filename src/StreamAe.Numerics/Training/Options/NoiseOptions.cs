namespace StreamAe.Numerics.Training;

/// <summary>How the inputs of a step are spoilt: features that were observed, never the context, and never what is measured.</summary>
public sealed record NoiseOptions
{
    /// <summary>Default none.</summary>
    public NoiseKind Kind { get; init; }

    /// <summary>σ of Gaussian noise, else the share of inputs that are spoilt. Default 0.1; σ above 0 to 100, a share above 0 to 0.95.</summary>
    public double Level { get; init; } = 0.1;

    internal void Validate()
    {
        bool isShare = Kind is NoiseKind.SaltAndPepper or NoiseKind.Masking;
        OptionRange.Require(Level > 0 && Level <= (isShare ? 0.95 : 100), "Noise.Level", Level, isShare ? "above 0, at most 0.95" : "above 0, at most 100");
    }
}
