using StreamAe.Monitoring.Observations;

namespace StreamAe.Host.Api.Running;

/// <summary>
/// The newest dead letters, for whoever looks; all of them go on to where they are kept. Those of earlier starts are among them: what kept them out
/// is mostly mended by a restart, and they are wanted after it. Thread-safe.
/// </summary>
internal sealed class RecentLetters : IDeadLetterSink
{
    /// <summary>A page of them; a source that sends nothing else must not fill the memory.</summary>
    public const int Capacity = 500;

    private const int MostText = 2048;
    private readonly IDeadLetterSink _next;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly Queue<(DateTimeOffset At, DeadLetter Letter)> _letters = new(Capacity);
    private readonly long[] _counts = new long[Enum.GetValues<DeadLetterReason>().Length];

    /// <param name="earlier">Of earlier starts, in the order in which they came: they are not counted.</param>
    public RecentLetters(IDeadLetterSink next, TimeProvider time, IReadOnlyList<DeadLetter> earlier)
    {
        _next = next;
        _time = time;
        foreach (DeadLetter letter in earlier.TakeLast(Capacity))
        {
            Keep(letter);
        }
    }

    public void Add(DeadLetter letter)
    {
        _next.Add(letter);
        lock (_gate)
        {
            _counts[(int)letter.Reason]++;
            Keep(letter);
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

    /// <summary>The letter of a place that a monitor could not take in; null where it is not kept.</summary>
    /// <remarks>Those of earlier versions of the program do not say whose they are.</remarks>
    public DeadLetter? Find(string monitor, string source, long position)
    {
        lock (_gate)
        {
            return _letters.Select(l => l.Letter).LastOrDefault(l => l.Position == position && l.Source == source && (l.Monitor == monitor || l.Monitor.Length == 0));
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

    private void Keep(DeadLetter letter)
    {
        if (_letters.Count == Capacity)
        {
            _letters.Dequeue();
        }

        _letters.Enqueue((letter.At ?? _time.GetUtcNow(), letter.Raw.Length <= MostText ? letter : letter with { Raw = letter.Raw[..MostText] }));
    }
}
