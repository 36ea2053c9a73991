namespace StreamAe.Monitoring.Telemetry;

/// <summary>What time series and spans are told apart by. Each has few values, and the number of entities changes none of them.</summary>
public static class Attributes
{
    /// <summary>The monitor's name.</summary>
    public const string Monitor = "streamae.monitor";

    /// <summary>A source partition: a topic and its partition.</summary>
    public const string Source = "streamae.source";

    /// <summary>A sink's name.</summary>
    public const string Sink = "streamae.sink";

    /// <summary>What was decided for an event: scored, unscored, sparse or rejected.</summary>
    public const string Verdict = "streamae.verdict";

    /// <summary>How improbable at least, −log₁₀ of a probability: 1 to 6.</summary>
    public const string Surprise = "streamae.surprise";

    /// <summary>What a verdict is known by beside its numbers: provisional, imputed, maintenance and so on.</summary>
    public const string Mark = "streamae.mark";

    /// <summary>Why a record is a dead letter.</summary>
    public const string Reason = "streamae.reason";

    /// <summary>minor, major or critical.</summary>
    public const string Severity = "streamae.severity";

    /// <summary>What made an alert: score, silence, shift, stuck or late.</summary>
    public const string Kind = "streamae.kind";

    /// <summary>What scores: simd, scalar or gpu.</summary>
    public const string Backend = "streamae.backend";

    /// <summary>How something ended.</summary>
    public const string Outcome = "streamae.outcome";

    /// <summary>A part of a poll's way: judge, queue or commit.</summary>
    public const string Stage = "streamae.stage";

    /// <summary>Whose rows a model learned from: own or cohort.</summary>
    public const string Origin = "streamae.origin";

    /// <summary>Where a grain answered: local or remote.</summary>
    public const string Location = "streamae.location";

    /// <summary>Of spans alone: an entity's key.</summary>
    public const string Entity = "streamae.entity";
}
