namespace StreamAe.Storage.Commits;

/// <summary>When what is too old is looked for: now and then, and with every commit while there is more than one takes along.</summary>
internal sealed class RetentionSchedule(TimeProvider time)
{
    /// <summary>Few enough that no commit takes long for it.</summary>
    public const int RowsACommit = 200;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    // A timestamp, not a time of day: that can be set back, and nothing would be forgotten until it comes here again.
    private long? _doneAt;

    public bool IsDue => _doneAt is not long done || time.GetElapsedTime(done) >= Pause;

    /// <param name="more">As many rows as allowed were removed: there may be more.</param>
    public void Done(bool more) => _doneAt = more ? null : time.GetTimestamp();
}
