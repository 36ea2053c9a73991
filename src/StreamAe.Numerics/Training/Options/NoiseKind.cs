namespace StreamAe.Numerics.Training;

/// <summary>How a denoising autoencoder's inputs are spoilt; the clean row stays the target (Vincent et al. 2010).</summary>
public enum NoiseKind
{
    None,

    /// <summary>x + 𝒩(0, level²)</summary>
    Gaussian,

    /// <summary>A share of the inputs, level, becomes the smallest or the largest value of its feature in the fitting rows.</summary>
    SaltAndPepper,

    /// <summary>A share of the inputs, level, becomes 0.</summary>
    Masking,
}
