namespace StreamAe.Storage.Commits;

/// <summary>When what is too old is looked for: now and then, and with every commit while there is more than one takes along.</summary>
internal sealed class RetentionSchedule
{
    /// <summary>Few enough that no commit takes long for it.</summary>
    public const int RowsACommit = 200;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private long _next = long.MinValue;

    public bool IsDue(long now) => now >= _next;

    /// <param name="more">As many rows as allowed were removed: there may be more.</param>
    public void Done(long now, bool more) => _next = more ? now : now + Pause.Ticks;
}
