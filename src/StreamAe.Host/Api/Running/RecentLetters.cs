using StreamAe.Monitoring.Observations;

namespace StreamAe.Host.Api.Running;

/// <summary>The newest dead letters of the process, for whoever looks; all of them go on to where they are kept. Thread-safe.</summary>
internal sealed class RecentLetters(IDeadLetterSink next, TimeProvider time) : IDeadLetterSink
{
    /// <summary>A page of them; a source that sends nothing else must not fill the memory.</summary>
    public const int Capacity = 500;

    private const int MostText = 2048;
    private readonly Lock _gate = new();
    private readonly Queue<(DateTimeOffset At, DeadLetter Letter)> _letters = new(Capacity);
    private readonly long[] _counts = new long[Enum.GetValues<DeadLetterReason>().Length];

    public void Add(DeadLetter letter)
    {
        next.Add(letter);
        lock (_gate)
        {
            _counts[(int)letter.Reason]++;
            if (_letters.Count == Capacity)
            {
                _letters.Dequeue();
            }

            _letters.Enqueue((time.GetUtcNow(), letter.Raw.Length <= MostText ? letter : letter with { Raw = letter.Raw[..MostText] }));
        }
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<(DateTimeOffset At, DeadLetter Letter)> Newest(int max)
    {
        lock (_gate)
        {
            return [.. _letters.Reverse().Take(max)];
        }
    }

    /// <summary>Since the start, by reason; those that occurred.</summary>
    public IReadOnlyDictionary<DeadLetterReason, long> Counts()
    {
        lock (_gate)
        {
            return Enum.GetValues<DeadLetterReason>().Where(reason => _counts[(int)reason] > 0).ToDictionary(reason => reason, reason => _counts[(int)reason]);
        }
    }
}
