namespace StreamAe.Numerics.Training;

/// <summary>One size of a <see cref="LatentSearch"/>.</summary>
/// <param name="Latent">Latent units.</param>
/// <param name="Error">Mean squared reconstruction error of the validation rows; NaN where the training diverged.</param>
/// <param name="Gain">Relative fall of the error since the size before; NaN for the first.</param>
/// <param name="BestEpoch">1-based; 0 where the training diverged.</param>
public sealed record LatentTrial(int Latent, double Error, double Gain, int BestEpoch);
