using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Files;

/// <summary>Several observation files, each a source of its own; files with equal schemas can feed one monitor.</summary>
public sealed class ObservationFileSet : IAsyncDisposable
{
    private ObservationFileSet(IReadOnlyList<CsvObservationSource> sources) => Sources = sources;

    /// <summary>One source for each file, in the order given.</summary>
    public IReadOnlyList<CsvObservationSource> Sources { get; }

    /// <summary>Reads the header of every file.</summary>
    /// <exception cref="ObservationFileException">Some files cannot be used; the message names them all, one a line.</exception>
    public static ObservationFileSet Open(
        IEnumerable<string> paths,
        FileLayout layout,
        EntityDirectory directory,
        IDeadLetterSink deadLetters,
        CsvReadingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var sources = new List<CsvObservationSource>();
        var problems = new List<ObservationFileException>();
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string path in paths)
        {
            try
            {
                sources.Add(new CsvObservationSource(path, layout, directory, deadLetters, options));
                if (!seen.TryAdd(Path.GetFullPath(path), path))
                {
                    string other = seen[Path.GetFullPath(path)];
                    problems.Add(new ObservationFileException(
                        path, 0, $"the file is listed twice (also as '{other}'); its rows would count twice."));
                }
            }
            catch (ObservationFileException exception)
            {
                problems.Add(exception);
            }
        }

        return problems.Count == 0 ? new ObservationFileSet(sources) : throw ObservationFileProblems.Combine(problems);
    }

    /// <summary>The sources by schema; groups in the order of their first file, files in the order given.</summary>
    public IReadOnlyList<IGrouping<Schema, CsvObservationSource>> BySchema() => [.. Sources.GroupBy(source => source.Schema)];

    /// <summary>Disposes every source.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (CsvObservationSource source in Sources)
        {
            await source.DisposeAsync().ConfigureAwait(false);
        }
    }
}
