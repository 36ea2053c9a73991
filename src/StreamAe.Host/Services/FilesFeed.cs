using Microsoft.Extensions.Logging;
using StreamAe.Host.Configuration;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Host.Services;

/// <summary>
/// Files one after the other, so that an entity whose rows are spread over several gets them in order. Each is a source of its own with a
/// position of its own; a file that was read to its end is passed over, and one that grew since is read on.
/// </summary>
internal sealed partial class FilesFeed(
    FilesSource source, string folder, PlanSet plans, IDeadLetterSink deadLetters, TimeProvider time, ILogger logger) : ISourceFeed
{
    /// <summary>Between two looks for new files. A file is taken when two looks see it with one size: it is no longer being written then.</summary>
    public static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(2);

    private readonly MonitorDefinition _definition = plans.Definition;
    private readonly FileLayout _layout = SourceColumns.LayoutOf(plans.Definition);
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly HashSet<string> _complained = new(StringComparer.Ordinal);
    private Dictionary<string, long> _sizes = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, long> _positions = new Dictionary<string, long>();

    /// <summary>Only kept: a file is opened when its turn comes.</summary>
    public Task SeekAsync(IReadOnlyDictionary<string, long> positions, CancellationToken cancellationToken)
    {
        _positions = positions;
        if (positions.Count > 0)
        {
            LogResumed(logger, _definition.Name, source.Name, positions.Count);
        }

        return Task.CompletedTask;
    }

    public async Task RunAsync(MonitorRuntime runtime, CancellationToken cancellationToken)
    {
        if (source.Follow)
        {
            LogFollowing(logger, _definition.Name, source.Name, LookPeriod);
            await FollowAsync(runtime, cancellationToken).ConfigureAwait(false);
            return;
        }

        foreach (ObservationFile file in ObservationFile.Find(folder, source.Paths))
        {
            await ReadAsync(runtime, file, cancellationToken).ConfigureAwait(false);
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task FollowAsync(MonitorRuntime runtime, CancellationToken cancellationToken)
    {
        try
        {
            // The first of two looks. No clock tells whether a file is still being written: a file server's differs, and any can be set.
            FindSettled();
            while (true)
            {
                await Task.Delay(LookPeriod, time, cancellationToken).ConfigureAwait(false);
                foreach (ObservationFile file in FindSettled())
                {
                    await TryReadAsync(runtime, file, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped: what was read is with the committer.
        }
    }

    private async Task ReadAsync(MonitorRuntime runtime, ObservationFile file, CancellationToken cancellationToken)
    {
        var rows = new CsvObservationSource(file.Path, _layout, plans.Directory, deadLetters, name: file.Name);
        await using (rows.ConfigureAwait(false))
        {
            if (_positions.TryGetValue(file.Name, out long position))
            {
                await rows.SeekAsync(position, cancellationToken).ConfigureAwait(false);
            }

            await runtime.RunAsync([rows], cancellationToken).ConfigureAwait(false);
        }

        if (!cancellationToken.IsCancellationRequested)
        {
            _read.Add(file.Name);
            LogRead(logger, _definition.Name, file.Name);
        }
    }

    /// <summary>A bad file among those that come in must not stop the others; it is looked at again until it is good.</summary>
    private async Task TryReadAsync(MonitorRuntime runtime, ObservationFile file, CancellationToken cancellationToken)
    {
        if (SourceColumns.Check(_definition, file) is string problem)
        {
            if (_complained.Add(file.Name))
            {
                LogUnusable(logger, _definition.Name, problem);
            }

            return;
        }

        await ReadAsync(runtime, file, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The files that are there, none where a pattern finds none.</summary>
    public static ObservationFile[] FindNow(FilesSource source, string folder)
    {
        var files = new List<ObservationFile>();
        foreach (string pattern in source.Paths)
        {
            try
            {
                files.AddRange(ObservationFile.Find(folder, [pattern]));
            }
            catch (ObservationFileException)
            {
                // Nothing there yet: that is what following is for.
            }
        }

        return [.. files.DistinctBy(f => f.Name)];
    }

    private List<ObservationFile> FindSettled()
    {
        var settled = new List<ObservationFile>();
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (ObservationFile file in FindNow(source, folder))
        {
            var info = new FileInfo(file.Path);
            if (_read.Contains(file.Name) || !info.Exists)
            {
                continue;
            }

            sizes.Add(file.Name, info.Length);
            if (_sizes.TryGetValue(file.Name, out long before) && before == info.Length)
            {
                settled.Add(file);
            }
        }

        _sizes = sizes;
        return settled;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Monitor {Monitor} continues source {Source}: {Files} files were begun or read before.")]
    private static partial void LogResumed(ILogger logger, string monitor, string source, int files);

    [LoggerMessage(Level = LogLevel.Information, Message = "Monitor {Monitor} has read {File}.")]
    private static partial void LogRead(ILogger logger, string monitor, string file);

    [LoggerMessage(Level = LogLevel.Information, Message = "Monitor {Monitor} looks for files of source {Source} every {Period}, and reads each that has not grown since the last look.")]
    private static partial void LogFollowing(ILogger logger, string monitor, string source, TimeSpan period);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Monitor {Monitor} cannot read a new file, and tries again while it is there: {Problem}")]
    private static partial void LogUnusable(ILogger logger, string monitor, string problem);
}
