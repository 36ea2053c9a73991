namespace StreamAe.Host.Configuration;

/// <summary>What a sink gets.</summary>
internal enum SinkContent
{
    Alerts,

    /// <summary>A record for every observation.</summary>
    Verdicts,

    /// <summary>The verdicts that are anomalous.</summary>
    Anomalies,

    /// <summary>Every scored row as the model reconstructs it, beside the values as they came.</summary>
    Denoised,

    /// <summary>The code of every scored row.</summary>
    Latent,
}
