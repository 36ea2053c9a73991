namespace StreamAe.Monitoring.Definitions;

/// <summary>What is scored.</summary>
public enum ScoreKind
{
    /// <summary>Reconstruction error: how badly the model could redraw the row.</summary>
    Reconstruction,

    /// <summary>Divergence of the row's latent distribution from the prior (vae only).</summary>
    Kl,

    /// <summary>The negative evidence lower bound: reconstruction error + β·KL (vae only).</summary>
    Elbo,

    /// <summary>The row's mean negative log probability over reconstructions of codes drawn from its latent distribution (An and Cho
    /// 2015; vae only).</summary>
    ReconstructionProbability,
}
