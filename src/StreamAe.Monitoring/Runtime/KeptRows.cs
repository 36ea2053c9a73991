namespace StreamAe.Monitoring.Runtime;

/// <summary>What a poll keeps of each scored row beside its verdict.</summary>
[Flags]
public enum KeptRows
{
    None = 0,

    /// <summary>What the model reconstructs.</summary>
    Denoised = 1,

    /// <summary>The model's code: what of it reaches the decoder.</summary>
    Latent = 2,
}
