namespace StreamAe.Monitoring.Observations;

/// <summary>A record that could not become an observation, or an observation that was refused: kept with its reason, never dropped silently.</summary>
/// <param name="Source">The source partition: a file path, a topic and partition.</param>
/// <param name="Position">Line number (1-based) in a file, offset in a topic.</param>
/// <param name="Reason">A short stable code for counting, from <see cref="DeadLetterReason"/>.</param>
/// <param name="Detail">What was wrong: the column, the value, the rule.</param>
/// <param name="Raw">The original text, cut to <see cref="MaxRawLength"/> characters.</param>
public sealed record DeadLetter(string Source, long Position, DeadLetterReason Reason, string Detail, string Raw)
{
    public const int MaxRawLength = 1024;

    /// <summary>The monitor that it was meant for; empty where that goes without saying.</summary>
    public string Monitor { get; init; } = string.Empty;

    /// <summary>When it was set aside; null where nobody looked at a clock.</summary>
    public DateTimeOffset? At { get; init; }
}
