namespace StreamAe.Monitoring.Definitions;

/// <summary>The kind of autoencoder.</summary>
public enum ModelKind
{
    /// <summary>Encoder, latent code, decoder.</summary>
    Autoencoder,

    /// <summary>Variational (Kingma and Welling 2013): the latent code is a distribution, and its divergence can be scored.</summary>
    Vae,
}
