using Microsoft.Extensions.Logging;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Plans;

namespace StreamAe.Monitoring.Thresholds;

/// <summary>Brings the overrides of one monitor from the store to its plans, every few seconds, and takes back what has expired.</summary>
public sealed partial class OverrideWatch(IOverrideStore store, PlanSet plans, TimeProvider time, ILogger logger)
{
    /// <summary>How long a change may take to be in force.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    private bool _isFailing;
    private bool _hasRead;
    private long _changes;

    /// <summary>Overrides that came into force or ended since the first look; from any thread.</summary>
    public long Changes => Volatile.Read(ref _changes);

    /// <summary>Until cancelled. A store that fails is asked again; the overrides that were read last hold meanwhile.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                Look();
            }
        }
        catch (OperationCanceledException)
        {
            // The service ends.
        }
    }

    /// <summary>Looks once.</summary>
    public void Look()
    {
        try
        {
            Read();
            _isFailing = false;
        }
#pragma warning disable CA1031 // Stores fail in ways of their own; what was read last holds, and nothing else depends on it.
        catch (Exception error) when (error is not OperationCanceledException)
        {
            if (!_isFailing)
            {
                LogFailing(logger, error, plans.Definition.Name);
            }

            _isFailing = true;
        }
#pragma warning restore CA1031
    }

    private void Read()
    {
        IReadOnlyList<ThresholdOverride> now = store.ListOverrides(plans.Definition.Name);
        DateTimeOffset instant = time.GetUtcNow();
        if (now.Any(o => o.Expires <= instant))
        {
            store.ExpireOverrides();
            now = store.ListOverrides(plans.Definition.Name);
        }

        bool isFirst = !_hasRead;
        _hasRead = true;
        if (plans.Overrides.All.SequenceEqual(now))
        {
            return;
        }

        ThresholdOverride[] ended = [.. plans.Overrides.All.Except(now)], begun = [.. now.Except(plans.Overrides.All)];
        Volatile.Write(ref _changes, _changes + (isFirst ? 0 : ended.Length + begun.Length));
        foreach (ThresholdOverride gone in ended)
        {
            LogGone(logger, plans.Definition.Name, gone.Scope.Level, gone.Scope.Target, gone.Policy, gone.Value, gone.Author);
        }

        foreach (ThresholdOverride come in begun)
        {
            LogCome(logger, plans.Definition.Name, come.Scope.Level, come.Scope.Target, come.Policy, come.Value, come.Author, come.Reason);
            if (!ThresholdRule.TryCreate(come.Policy, come.Value, out _, out string problem))
            {
                LogUnusable(logger, plans.Definition.Name, problem);
            }
        }

        plans.Overrides = ThresholdOverrides.Of(now);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Monitor {Monitor}: threshold of {Level} {Target} is now {Policy} {Value}, set by {Author}: {Reason}")]
    private static partial void LogCome(ILogger logger, string monitor, OverrideLevel level, string target, string policy, double value, string author, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Monitor {Monitor}: threshold of {Level} {Target} is no longer {Policy} {Value} as {Author} had set it.")]
    private static partial void LogGone(ILogger logger, string monitor, OverrideLevel level, string target, string policy, double value, string author);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Monitor {Monitor}: an override that is stored changes nothing: {Problem}.")]
    private static partial void LogUnusable(ILogger logger, string monitor, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Monitor {Monitor}: threshold overrides cannot be read from the store; the last ones hold until they can be.")]
    private static partial void LogFailing(ILogger logger, Exception error, string monitor);
}
