namespace StreamAe.Numerics.Architectures;

/// <summary>What the bottleneck holds.</summary>
public enum LatentKind
{
    /// <summary>An autoencoder: the code itself.</summary>
    Deterministic,

    /// <summary>A VAE (Kingma and Welling 2013): mean and log variance of a diagonal Gaussian; scoring decodes the mean.</summary>
    Gaussian,
}
