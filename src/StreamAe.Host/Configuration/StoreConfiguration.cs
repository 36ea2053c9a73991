namespace StreamAe.Host.Configuration;

/// <summary>Where states, models, alerts and positions are kept.</summary>
internal abstract record StoreConfiguration
{
    /// <summary>How long the score of every observation is kept, for previews of other thresholds: about 15 bytes each; null for not at all.
    /// Default none; none or 1m to 3650d.</summary>
    public TimeSpan? KeepScores { get; init; }

    /// <summary>How long an alert is kept once every sink has it; null for ever. Default forever; forever or 1m to 3650d.</summary>
    public TimeSpan? KeepAlerts { get; init; }
}
