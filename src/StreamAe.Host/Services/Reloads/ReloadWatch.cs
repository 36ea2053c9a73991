using Microsoft.Extensions.Logging;
using StreamAe.Host.Configuration;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Plans;

namespace StreamAe.Host.Services.Reloads;

/// <summary>Waits for a reload to be asked for, and lets through only what can run: whatever is wrong is found while the service still runs.</summary>
/// <param name="file">Null where there is none to read again: nothing is ever let through then.</param>
internal sealed class ReloadWatch(ReloadRequest request, ConfigurationFile? file, ServiceConfiguration running, ILogger logger)
{
    /// <param name="plansOf">The plans of a monitor that runs; null of another.</param>
    /// <returns>What to run next; null where it was cancelled before.</returns>
    public async Task<ServiceConfiguration?> WaitAsync(Func<string, PlanSet?> plansOf, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await request.WaitAsync(cancellationToken).ConfigureAwait(false);
                if (running.Runtime.Kind == RuntimeKind.Orleans)
                {
                    logger.LogNotInCluster();
                }
                else if (file is not null && await Task.Run(() => Read(file, plansOf), CancellationToken.None).ConfigureAwait(false) is ServiceConfiguration next)
                {
                    return next;
                }
            }
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private ServiceConfiguration? Read(ConfigurationFile source, Func<string, PlanSet?> plansOf)
    {
        ServiceFileResult read = source.Read();
        foreach (DefinitionError warning in read.Warnings)
        {
            logger.LogConfigurationWarning(warning.ToString());
        }

        string[] errors = read.Configuration is ServiceConfiguration written
            ? [.. written.Monitors.Select(m => MisfitOf(m, plansOf(m.Definition.Name))).OfType<string>()]
            : [.. read.Errors.Select(e => e.ToString())];
        foreach (string error in errors)
        {
            logger.LogNotReloaded(error);
        }

        if (errors.Length > 0)
        {
            return null;
        }

        ServiceConfiguration next = FixedSettings.Keep(running, read.Configuration!, out IReadOnlyList<string> waiting);
        foreach (string key in waiting)
        {
            logger.LogWaits(key);
        }

        return next;
    }

    /// <summary>A definition may name channels that its source does not have: of a stream that shows with its events only.</summary>
    private static string? MisfitOf(MonitorBinding monitor, PlanSet? running)
    {
        try
        {
            foreach (MonitorPlan plan in running?.All ?? [])
            {
                _ = new MonitorPlan(monitor.Definition, plan.Schema);
            }

            return null;
        }
        catch (ArgumentException error)
        {
            return $"{monitor.File}: {error.Message}";
        }
    }
}
