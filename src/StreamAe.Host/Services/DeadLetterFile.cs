using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Host.Services;

/// <summary>
/// The dead letters of a service: counted by reason, and written to <c>deadletters.csv</c> in the data folder. Each start begins a new file and
/// keeps the ones of the starts before as <c>deadletters.1.csv</c> (the newest) to <c>deadletters.5.csv</c>.
/// </summary>
internal sealed class DeadLetterFile : IDeadLetterSink, IDisposable
{
    public const string FileName = "deadletters.csv";

    private const int KeptStarts = 5;

    private readonly DeadLetterCsv _file;
    private readonly DeadLetterCounter _counter = new(keep: 0);

    /// <param name="folder">An existing folder that is this process's own.</param>
    public DeadLetterFile(string folder)
    {
        MakeWay(folder);
        _file = new DeadLetterCsv(Path.Combine(folder, FileName), withOrigin: true);
    }

    /// <summary>Of the files that a folder may have.</summary>
    public static IEnumerable<string> NamesNewestFirst => Enumerable.Range(1, KeptStarts).Select(OfStart).Prepend(FileName);

    public long Total => _counter.Total;

    /// <summary>Why the file is incomplete; null while all is well.</summary>
    public string? Failure => _file.Failure;

    /// <summary>The reasons that occurred, and how often.</summary>
    public IReadOnlyDictionary<DeadLetterReason, long> Counts =>
        Enum.GetValues<DeadLetterReason>().Where(reason => _counter.Count(reason) > 0).ToDictionary(reason => reason, _counter.Count);

    public void Add(DeadLetter letter)
    {
        _counter.Add(letter);
        _file.Add(letter);
    }

    /// <summary>Brings what there is to the file.</summary>
    public void Flush() => _file.Flush();

    public void Dispose() => _file.Dispose();

    private static void MakeWay(string folder)
    {
        if (!File.Exists(Path.Combine(folder, FileName)))
        {
            return;
        }

        for (int start = KeptStarts; start >= 1; start--)
        {
            string newer = Path.Combine(folder, start == 1 ? FileName : OfStart(start - 1));
            if (File.Exists(newer))
            {
                File.Move(newer, Path.Combine(folder, OfStart(start)), overwrite: true);
            }
        }
    }

    private static string OfStart(int start) => $"deadletters.{start}.csv";
}
