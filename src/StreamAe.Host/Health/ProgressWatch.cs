namespace StreamAe.Host.Health;

/// <summary>
/// Notices that something is under way and nothing becomes durable, for longer than any training or transaction takes. It looks only when it is
/// asked: the time counts from the first look that saw this state. Thread-safe.
/// </summary>
internal sealed class ProgressWatch(TimeProvider time)
{
    /// <summary>A restart reads everything again that was under way: it must not come for what is only slow, such as a poll that trains thousands of
    /// entities before their next rows.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    private readonly Lock _gate = new();
    private long _durable = -1;
    private long _since;

    /// <param name="polls">Numbers of the last poll taken and of the last one that is durable.</param>
    /// <param name="isHeldUp">There is a known reason to wait, such as a database that is away: a restart would not help.</param>
    public bool StandsStill((long Taken, long Durable) polls, bool isHeldUp)
    {
        lock (_gate)
        {
            if (polls.Taken > polls.Durable && polls.Durable == _durable && !isHeldUp)
            {
                return time.GetElapsedTime(_since) >= Limit;
            }

            _durable = polls.Taken > polls.Durable && !isHeldUp ? polls.Durable : -1;
            _since = time.GetTimestamp();
            return false;
        }
    }
}
