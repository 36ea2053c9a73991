namespace StreamAe.Monitoring.Inspection;

/// <summary>Where the newest held rows of an entity lie in its model's latent space.</summary>
/// <param name="First">Sequence of the first row.</param>
/// <param name="PageTimes">See <see cref="InspectedRows"/>.</param>
/// <param name="X">[rows]</param>
/// <param name="Y">[rows]; all 0 where the code is one number.</param>
/// <param name="ArePrincipal">The axes are the two principal directions of the codes, which have more than two units.</param>
/// <param name="UnitDivergences">[units] mean KL divergence of each over the rows, nats; empty for an autoencoder.</param>
public sealed record InspectedCodes(long First, long[] PageTimes, double[] X, double[] Y, bool ArePrincipal, float[] UnitDivergences);
