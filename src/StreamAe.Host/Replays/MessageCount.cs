namespace StreamAe.Host.Replays;

/// <summary>Counts messages as they are read, by several readers.</summary>
/// <param name="total">About how many there are, before and in the range.</param>
internal sealed class MessageCount(string phase, long total, IProgress<ReplayProgress> progress)
{
    private long _inRange;
    private long _beforeRange;

    public long InRange => Interlocked.Read(ref _inRange);

    public long BeforeRange => Interlocked.Read(ref _beforeRange);

    public void Add(long messages, bool isInRange)
    {
        Interlocked.Add(ref isInRange ? ref _inRange : ref _beforeRange, messages);
        progress.Report(new ReplayProgress(phase, InRange + BeforeRange, total));
    }
}
