using StreamAe.Storage.Sqlite;

namespace StreamAe.Storage;

/// <summary>What a store keeps, and for how long.</summary>
public record StoreOptions
{
    /// <summary>How long the scores of observations are kept for previews; null, the default, writes none. At least 1 minute. About 15 bytes an
    /// observation: a thousand a second for 7 days are 9 GB.</summary>
    public TimeSpan? ScoreRetention { get; init; }

    /// <summary>How long alerts are kept once every sink has them; null, the default: for ever. At least 1 minute. An alert that is raised
    /// again after it was forgotten (a run whose positions were set back) goes out again, under the same id.</summary>
    public TimeSpan? AlertRetention { get; init; }

    /// <summary>Whose now ages are measured from.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Bytes of changes that an embedded store logs before it writes them to the rows of their entities.</summary>
    internal long LoggedBytes { get; init; } = ChangeLog.UsualBytes;

    internal void Validate()
    {
        Validate(ScoreRetention, nameof(ScoreRetention));
        Validate(AlertRetention, nameof(AlertRetention));
    }

    private static void Validate(TimeSpan? retention, string name)
    {
        if (retention < TimeSpan.FromMinutes(1))
        {
            throw new ArgumentOutOfRangeException(name, retention, "A retention must be 1 minute or more; null turns it off.");
        }
    }
}
