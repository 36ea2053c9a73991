namespace StreamAe.Numerics.Training;

/// <summary>What keeps the latent units of a sparse autoencoder quiet; a VAE refuses it, its KL term does that.</summary>
public enum SparsityKind
{
    None,

    /// <summary>
    /// λ·Σⱼ KL(ρ‖ρ̂ⱼ), ρ̂ⱼ the mean activation of unit j over the batch, mapped to (0, 1) by (a + 1)/2 for tanh units (Ng 2011). Needs tanh or
    /// sigmoid units.
    /// </summary>
    Divergence,

    /// <summary>λ times the mean over rows of Σⱼ |aⱼ|.</summary>
    Absolute,
}
