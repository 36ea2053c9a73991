namespace StreamAe.Numerics.Training;

/// <summary>
/// How a reconstruction x̂ is compared with its row x while a model is fitted. An autoencoder's loss is the mean over rows and observed
/// features. A VAE's is the sum over features, averaged over rows, as its KL term is summed over units: β = 1 is then the textbook VAE, of
/// unit observation variance where the loss is squared.
/// </summary>
public enum ReconstructionLoss
{
    /// <summary>(x − x̂)²; with the ½ of the Gaussian log likelihood in a VAE.</summary>
    MeanSquared,

    /// <summary>−x·ln x̂ − (1 − x)·ln(1 − x̂), from the logits; rows in [0, 1] and a sigmoid output.</summary>
    BinaryCrossEntropy,

    /// <summary>½r² where |r| ≤ δ, else δ(|r| − ½δ) (Huber 1964): a wild value pulls no harder than δ.</summary>
    Huber,
}
