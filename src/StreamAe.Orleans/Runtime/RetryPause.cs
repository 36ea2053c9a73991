namespace StreamAe.Orleans.Runtime;

/// <summary>The pause before a call is made again: each is twice as long as the one before, up to a limit.</summary>
internal struct RetryPause
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private TimeSpan _last;

    public TimeSpan Next() => _last = _last == TimeSpan.Zero ? First : TimeSpan.FromTicks(Math.Min(2 * _last.Ticks, Longest.Ticks));
}
