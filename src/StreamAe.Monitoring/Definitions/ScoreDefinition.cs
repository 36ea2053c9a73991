namespace StreamAe.Monitoring.Definitions;

/// <summary>How a row becomes a score; higher is stranger.</summary>
public sealed record ScoreDefinition
{
    /// <summary>What is scored; all but reconstruction need a vae. Default reconstruction; reconstruction, kl, elbo or
    /// reconstructionProbability.</summary>
    public ScoreKind Kind { get; init; }

    /// <summary>Codes drawn for one reconstruction probability. Raising it makes the score steadier and costs that much more time.
    /// Default 10; 1 to 1,000 codes.</summary>
    public int Samples { get; init; } = 10;

    /// <summary>How the residuals of several features are put together: each by its variance in training, so that features the model predicts
    /// well count when they are wrong; as they are; or with the values, by the distance from what is usual between all of them. Default
    /// scaled; scaled, plain or joint.</summary>
    public ResidualScaling Residuals { get; init; }

    /// <summary>Whether centre and spread of each residual follow slow change, so that a drift is absorbed and an anomaly is not.
    /// Default none; none or follow.</summary>
    public DriftHandling Drift { get; init; }

    /// <summary>What of a row is measured against the entity's own past: the score is then the mean of the surprises of these channels,
    /// each learned from every row; for one numeric feature. Default none; none or 1 to 3 entries.</summary>
    public ScoreChannels Channels { get; init; }

    /// <summary>The score is the largest surprise of these channels, in nats; only what is larger than the model expects is surprising. Default none;
    /// none or 1 to 16 entries.</summary>
    public IReadOnlyList<TailsDefinition> Tails { get; init; } = [];

    /// <summary>Event time in which the evidence of surprising rows halves; it raises the score of later ones. Null is off; with tails only.
    /// Raising it remembers longer. Default none; none or 1m to 365d.</summary>
    public TimeSpan? Evidence { get; init; }

    /// <summary>Exponential smoothing of the scores of an entity with weight 2 ÷ (n + 1); 1 is off. With channels, of the smoothed
    /// residual. Raising it drops short spikes and finds long weak anomalies, later. Default 1; 1 to 1,000 rows.</summary>
    public int Smoothing { get; init; } = 1;

    /// <summary>Standardised values are cut off this far from their mean, so that one wild value counts no more; with scale minMax, so
    /// many ranges from the smallest value. Raising it lets one wild feature outweigh all others. Default 10; 1 to 1,000 standard
    /// deviations.</summary>
    public double Clip { get; init; } = 10;

    public bool Equals(ScoreDefinition? other) =>
        other is not null && Kind == other.Kind && Samples == other.Samples && Residuals == other.Residuals && Drift == other.Drift
        && Channels == other.Channels && Evidence == other.Evidence && Smoothing == other.Smoothing && Clip.Equals(other.Clip)
        && Tails.SequenceEqual(other.Tails);

    public override int GetHashCode() => HashCode.Combine(Kind, Samples, Residuals, Drift, Channels, Tails.Count, Smoothing, Clip);
}
