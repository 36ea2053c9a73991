using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Replaying;

/// <summary>The dead letters of the range, without those of the warm-up: counted, and written to a file.</summary>
/// <param name="reportedFrom">By source.</param>
internal sealed class RangeDeadLetters(string path, IReadOnlyDictionary<string, long> reportedFrom) : IDeadLetterSink, IDisposable
{
    private readonly DeadLetterCsv _file = new(path);
    private readonly DeadLetterCounter _counter = new(keep: 0);

    public IReadOnlyDictionary<string, long> Counts =>
        Enum.GetValues<DeadLetterReason>().Where(r => _counter.Count(r) > 0).ToDictionary(r => r.ToString(), _counter.Count);

    public void Add(DeadLetter letter)
    {
        if (letter.Position >= reportedFrom.GetValueOrDefault(letter.Source))
        {
            _counter.Add(letter);
            _file.Add(letter);
        }
    }

    public void Dispose() => _file.Dispose();
}
