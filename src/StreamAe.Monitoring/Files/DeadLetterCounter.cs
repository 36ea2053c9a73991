using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Files;

/// <summary>Counts dead letters by reason and keeps the first ones. Safe for concurrent use.</summary>
/// <param name="keep">How many letters to keep; default 1000 (about 5 MB at most), 0 keeps none. All are counted.</param>
public sealed class DeadLetterCounter(int keep = 1000) : IDeadLetterSink
{
    private readonly Lock _gate = new();
    private readonly long[] _counts = new long[Enum.GetValues<DeadLetterReason>().Length];
    private readonly List<DeadLetter> _kept = [];
    private readonly int _keep = keep >= 0 ? keep : throw new ArgumentOutOfRangeException(nameof(keep), keep, "Keep 0 or more letters.");

    /// <summary>All letters so far.</summary>
    public long Total
    {
        get
        {
            lock (_gate)
            {
                return _counts.Sum();
            }
        }
    }

    /// <summary>A copy of the letters kept: the first ones, in order of arrival.</summary>
    public IReadOnlyList<DeadLetter> Kept
    {
        get
        {
            lock (_gate)
            {
                return [.. _kept];
            }
        }
    }

    /// <summary>Letters so far with this reason.</summary>
    public long Count(DeadLetterReason reason)
    {
        lock (_gate)
        {
            return _counts[(int)reason];
        }
    }

    /// <inheritdoc />
    public void Add(DeadLetter letter)
    {
        lock (_gate)
        {
            _counts[(int)letter.Reason]++;
            if (_kept.Count < _keep)
            {
                _kept.Add(letter);
            }
        }
    }
}
