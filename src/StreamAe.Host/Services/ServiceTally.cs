using Microsoft.Extensions.Logging;
using StreamAe.Host.Api.Live;
using StreamAe.Host.Api.Running;
using StreamAe.Host.Letters;
using StreamAe.Host.Telemetry;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Host.Services;

/// <summary>What a process has done and told since its start: a reload opens another service, which counts on and tells the same listeners.</summary>
internal sealed class ServiceTally : IDisposable
{
    private readonly ServiceMeter? _meter;

    /// <param name="folder">The service's data, which are this process's own.</param>
    /// <param name="meter">Null where nobody asks.</param>
    public ServiceTally(string folder, ServiceMeter? meter, TimeProvider time, ILogger logger)
    {
        _meter = meter;
        StartedAt = time.GetUtcNow();
        DeadLetters = new DeadLetterFile(folder);
        Letters = new RecentLetters(
            meter?.Count(DeadLetters) ?? DeadLetters, time, LetterFiles.ReadNewest(folder, RecentLetters.Capacity, onlyEarlier: true));
        Live = new LiveBoard(time);
        Reporter = new ServiceReporter(Totals, DeadLetters, Path.Combine(folder, DeadLetterFile.FileName), time, logger);
    }

    public DateTimeOffset StartedAt { get; }

    public TotalsByMonitor Totals { get; } = new();

    public DeadLetterFile DeadLetters { get; }

    public RecentLetters Letters { get; }

    public LiveBoard Live { get; }

    public ServiceReporter Reporter { get; }

    /// <summary>Takes the polls of a commit; one thread.</summary>
    public void Observe(IReadOnlyList<Poll> polls)
    {
        foreach (Poll poll in polls)
        {
            Reporter.Observe(poll);
            Live.Observe(poll);
        }

        _meter?.Observe(polls);
    }

    public void Dispose() => DeadLetters.Dispose();
}
