namespace StreamAe.Host.Api.Entities;

/// <summary>Where the newest held rows lie in the latent space of the entity's model.</summary>
/// <param name="Kl">[units] mean KL divergence of each latent unit, nats; null for an autoencoder.</param>
/// <param name="Axes">units, or principal: of more than two units the two directions in which codes vary most.</param>
/// <param name="T">[rows] milliseconds since 1970.</param>
/// <param name="Surprise">[rows] null where it was not stored.</param>
internal sealed record LatentView(float[]? Kl, string Axes, double[] X, double[] Y, double[] T, float?[] Surprise);
