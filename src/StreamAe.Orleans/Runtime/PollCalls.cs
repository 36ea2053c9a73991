using StreamAe.Monitoring.Runtime;

namespace StreamAe.Orleans.Runtime;

/// <summary>The calls of the rows of a poll that were posted together: the last that ends completes them.</summary>
internal sealed class PollCalls
{
    private readonly PollsUnderWay _judging;
    private int _left;
    private volatile bool _failed;

    /// <param name="judging">Counts them among those that are not yet judged.</param>
    public PollCalls(Poll poll, int count, PollsUnderWay judging)
    {
        Poll = poll;
        _left = count;
        _judging = judging;
        judging.Begin();
        if (count == 0)
        {
            Complete();
        }
    }

    public Poll Poll { get; }

    /// <summary>One call has ended well.</summary>
    public void End()
    {
        if (Interlocked.Decrement(ref _left) == 0)
        {
            Complete();
        }
    }

    /// <summary>One call has ended otherwise.</summary>
    public void Fail(Exception error)
    {
        _failed = true;
        Poll.Fail(error);
        End();
    }

    private void Complete()
    {
        if (!_failed)
        {
            Poll.CompletePart();
        }

        _judging.End();
    }
}
